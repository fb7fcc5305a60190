'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { SwitchAccountButton } from '@/components/users/switch-account-button'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { requestEmailVerificationAction } from '@/lib/email-verifications/actions'
import type { OpenInvitation } from '@/lib/invitations/schema'
import { paths } from '@/lib/paths'

type InvitationSignInProps = { token: string; invitation: OpenInvitation }

/** The way to accepting for whoever is not yet signed in as the invited person, with a proven address. Nothing is consumed. */
export function InvitationSignIn({ token, invitation }: InvitationSignInProps) {
  const { email, viewer, viewerEmail } = invitation
  const returnTo = paths.invitation(token)
  switch (viewer) {
    case 'somebody_else':
      return <SwitchAccount invitedEmail={email} currentEmail={viewerEmail ?? ''} returnTo={returnTo} />
    case 'unverified':
      return <VerifyFirst email={email} returnTo={returnTo} />
    default:
      return (
        <div className="grid gap-2">
          <p className="text-muted">To accept, sign in as {email}, or create an account with this address.</p>
          <ButtonLink href={paths.signUp({ invitation: token })} variant="primary" isFullWidth>
            Create account
          </ButtonLink>
          <ButtonLink href={paths.signIn(returnTo)} isFullWidth>
            Sign in
          </ButtonLink>
        </div>
      )
  }
}

function SwitchAccount({
  invitedEmail,
  currentEmail,
  returnTo,
}: {
  invitedEmail: string
  currentEmail: string
  returnTo: string
}) {
  return (
    <div className="grid gap-3">
      <p>
        You are signed in as <strong className="wrap-anywhere">{currentEmail}</strong>, but the invitation is
        for <strong className="wrap-anywhere">{invitedEmail}</strong>.
      </p>
      <SwitchAccountButton returnTo={returnTo} />
      <ButtonLink href={paths.home()} isFullWidth>
        Stay signed in as {currentEmail}
      </ButtonLink>
    </div>
  )
}

function VerifyFirst({ email, returnTo }: { email: string; returnTo: string }) {
  const [sentTo, setSentTo] = useState<string | null>(null)
  const request = useActionMutation(requestEmailVerificationAction, {
    invalidates: [],
    onSuccess: (data) => setSentTo(data.email),
  })
  if (sentTo) {
    return (
      <p role="status">We sent a link to {sentTo}. Open it to verify your address; it leads back here.</p>
    )
  }
  return (
    <div className="grid gap-3">
      <p>
        Verify that {email} is yours before you accept: this link was handed over by an administrator, so it
        does not prove that the mailbox is yours.
      </p>
      <Button
        variant="primary"
        isFullWidth
        isPending={request.isPending}
        onClick={() => request.mutate({ returnTo })}
      >
        Send verification link
      </Button>
    </div>
  )
}
