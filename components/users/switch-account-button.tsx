'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { paths } from '@/lib/paths'
import { switchAccountAction } from '@/lib/sessions/actions'
import { enterConsole } from './enter-console'

type SwitchAccountButtonProps = {
  /** Where somebody else goes on, once signed in. */
  returnTo: string
  variant?: 'primary' | 'ghost'
  label?: string
}

/** Signs out, to go on as somebody else. */
export function SwitchAccountButton({
  returnTo,
  variant = 'primary',
  label = 'Switch account',
}: SwitchAccountButtonProps) {
  const [isPending, setIsPending] = useState(false)
  async function switchAccount() {
    setIsPending(true)
    const left = await switchAccountAction({ returnTo }).catch(() => null)
    // Who was not signed out is sent on from there.
    enterConsole(left?.ok ? left.data.next : paths.signIn(returnTo))
  }
  return (
    <Button variant={variant} isFullWidth isPending={isPending} onClick={() => void switchAccount()}>
      {label}
    </Button>
  )
}
