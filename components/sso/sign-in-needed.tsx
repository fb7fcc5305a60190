import { KeyRound } from 'lucide-react'
import { EmptyState } from '@/components/feedback/empty-state'
import { ButtonLink } from '@/components/ui/button-link'
import { PageHeader } from '@/components/ui/page-header'
import { SwitchAccountButton } from '@/components/users/switch-account-button'
import type { MyAccount } from '@/lib/accounts/schema'
import { paths } from '@/lib/paths'

type SignInNeededProps = {
  organizationName: string
  /** A sentence that says what is asked and what to do. */
  message: string
  needed: NonNullable<MyAccount['sign_in_needed']>
  /** The organization's own way in. */
  signInHref: string
  /** What was asked for, to come back to. */
  from: string
}

/** An organization asks its member to come through single sign-on, or to sign in again. */
export function SignInNeeded({ organizationName, message, needed, signInHref, from }: SignInNeededProps) {
  return (
    <>
      <PageHeader title={organizationName} />
      <div className="rounded-md border border-line bg-surface">
        <EmptyState
          icon={<KeyRound />}
          title={needed === 'sso_required' ? 'Single sign-on is required' : 'Your session is too old'}
          description={<p>{message} Your other organizations open as before.</p>}
          action={
            <>
              <ButtonLink href={signInHref} variant="primary" isFullLoad>
                Continue with single sign-on
              </ButtonLink>
              {needed === 'session_too_old' ? (
                <SwitchAccountButton returnTo={from} variant="ghost" label="Sign in again" />
              ) : null}
              <ButtonLink href={paths.organizations()}>All organizations</ButtonLink>
            </>
          }
        />
      </div>
    </>
  )
}
