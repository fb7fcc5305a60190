'use client'
import { MailCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'

type MailboxNoteProps = {
  children: ReactNode
  hint: string
  again: { label: string; onPress: () => void }
}

/** What follows a form that sent a mail. It takes the focus the form had, so that it is read out. */
export function MailboxNote({ children, hint, again }: MailboxNoteProps) {
  return (
    <div className="grid gap-4">
      <div ref={focus} tabIndex={-1} className="grid justify-items-center gap-3 text-center outline-none">
        <MailCheck aria-hidden className="size-6 text-success" />
        <p className="wrap-anywhere">{children}</p>
        <p className="text-sm text-muted">{hint}</p>
      </div>
      <Button isFullWidth onClick={again.onPress}>
        {again.label}
      </Button>
    </div>
  )
}

function focus(element: HTMLElement | null): void {
  element?.focus()
}
