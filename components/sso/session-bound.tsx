import { KeyRound } from 'lucide-react'
import { EmptyState } from '@/components/feedback/empty-state'
import { ButtonLink } from '@/components/ui/button-link'
import { PageHeader } from '@/components/ui/page-header'
import { SwitchAccountButton } from '@/components/users/switch-account-button'

type SessionBoundProps = {
  organizationName: string
  organizationHref: string
  /** What was asked for, to come back to. */
  from: string
}

/** What concerns a person in all their organizations is not open to a session that one organization vouched for. */
export function SessionBound({ organizationName, organizationHref, from }: SessionBoundProps) {
  return (
    <>
      <PageHeader title={`Signed in to ${organizationName}`} />
      <div className="rounded-md border border-line bg-surface">
        <EmptyState
          icon={<KeyRound />}
          title="This concerns all your organizations"
          description={
            <p>
              The single sign-on of {organizationName} opened this session for {organizationName} alone. Sign
              in with your password for your profile, your API keys and your other organizations.
            </p>
          }
          action={
            <>
              <SwitchAccountButton returnTo={from} label="Sign in with your password" />
              <ButtonLink href={organizationHref}>Back to {organizationName}</ButtonLink>
            </>
          }
        />
      </div>
    </>
  )
}
