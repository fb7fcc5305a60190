'use client'
import { useState } from 'react'
import { AuthShell } from '@/components/shell/auth-shell'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import type { SignUpResult } from '@/lib/sign-ups/schema'
import { enterConsole } from './enter-console'
import { MailboxNote } from './mailbox-note'
import { InvitedSignUpForm, SignUpForm } from './sign-up-form'

type SignUpViewProps = {
  returnTo: string
  /** Through an invitation's link: its secret, and the address it fixes. */
  invitation: { token: string; email: string } | null
}

/** Creates an account; where mail is sent, a link in the mailbox finishes it. */
export function SignUpView({ returnTo, invitation }: SignUpViewProps) {
  const [mailedTo, setMailedTo] = useState<string | null>(null)
  if (mailedTo !== null) return <CheckMailbox email={mailedTo} onAgain={() => setMailedTo(null)} />

  function goOn(result: SignUpResult) {
    if (result.next === 'mailbox') setMailedTo(result.email)
    else enterConsole(result.returnTo)
  }
  return (
    <AuthShell
      title="Create your account"
      description={invitation ? 'Then you come back to your invitation.' : undefined}
      footer={
        <>
          Have an account? <TextLink href={paths.signIn(returnTo)}>Sign in</TextLink>
        </>
      }
    >
      {invitation ? (
        <InvitedSignUpForm token={invitation.token} email={invitation.email} onDone={goOn} />
      ) : (
        <SignUpForm returnTo={returnTo} onDone={goOn} />
      )}
    </AuthShell>
  )
}

function CheckMailbox({ email, onAgain }: { email: string; onAgain: () => void }) {
  return (
    <AuthShell title="Check your mailbox">
      <MailboxNote
        hint="Nothing there after a few minutes? Look among the junk mail, or check the address."
        again={{ label: 'Use another address', onPress: onAgain }}
      >
        We sent a link to <strong className="wrap-anywhere">{email}</strong>. Open it in this browser to
        finish creating your account. It works for a day.
      </MailboxNote>
    </AuthShell>
  )
}
