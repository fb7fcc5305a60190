'use client'
import { useState } from 'react'
import { EmailSignInForm } from '@/components/sso/email-sign-in-form'
import { Button } from '@/components/ui/button'
import { SignInForm } from './sign-in-form'

/** A password, or the identity provider of one's organization. */
export function SignInWays({ returnTo }: { returnTo: string }) {
  const [isSingle, setIsSingle] = useState(false)
  if (isSingle) return <EmailSignInForm returnTo={returnTo} onBack={() => setIsSingle(false)} />
  return (
    <div className="grid gap-4">
      <SignInForm returnTo={returnTo} />
      <Button isFullWidth onClick={() => setIsSingle(true)}>
        Continue with single sign-on
      </Button>
    </div>
  )
}
