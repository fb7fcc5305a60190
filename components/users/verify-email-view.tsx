'use client'
import { AuthShell } from '@/components/shell/auth-shell'
import { ButtonLink } from '@/components/ui/button-link'
import type { EmailLink } from '@/lib/email-verifications/schema'
import { paths } from '@/lib/paths'
import { ConfirmAddressForm } from './confirm-address-form'
import { ConfirmSignUpForm } from './confirm-sign-up-form'
import { DeadLink } from './dead-link'
import { SwitchAccountButton } from './switch-account-button'

type VerifyEmailViewProps = { token: string; link: EmailLink }

/** The page behind a link that confirms an address; only its button changes anything. */
export function VerifyEmailView({ token, link }: VerifyEmailViewProps) {
  switch (link.state) {
    case 'sign_up':
      return (
        <AuthShell
          title="Verify your email"
          description={`This finishes creating your account for ${link.email}.`}
        >
          <ConfirmSignUpForm token={token} email={link.email} needsPassword={link.needsPassword} />
        </AuthShell>
      )
    case 'address':
      return <ConfirmAddress token={token} viewer={link.viewer} />
    case 'dead':
      return (
        <DeadLink title="Verify your email" message={link.message}>
          <ButtonLink href={paths.signIn()} variant="primary" isFullWidth>
            Sign in
          </ButtonLink>
          <ButtonLink href={paths.signUp()} isFullWidth>
            Sign up again
          </ButtonLink>
        </DeadLink>
      )
  }
}

type ConfirmAddressProps = { token: string; viewer: 'owner' | 'anonymous' | 'somebody_else' }

function ConfirmAddress({ token, viewer }: ConfirmAddressProps) {
  const returnTo = paths.verifyEmail(token)
  switch (viewer) {
    case 'owner':
      return (
        <AuthShell title="Verify your email" description="Confirm that this mailbox is yours.">
          <ConfirmAddressForm token={token} />
        </AuthShell>
      )
    case 'anonymous':
      return (
        <DeadLink
          title="Verify your email"
          message="Sign in with the account that this link was mailed for, then confirm."
        >
          <ButtonLink href={paths.signIn(returnTo)} variant="primary" isFullWidth>
            Sign in
          </ButtonLink>
        </DeadLink>
      )
    case 'somebody_else':
      return (
        <DeadLink
          title="Verify your email"
          message="This link confirms the address of another account than the one you are signed in with."
        >
          <SwitchAccountButton returnTo={returnTo} />
        </DeadLink>
      )
  }
}
