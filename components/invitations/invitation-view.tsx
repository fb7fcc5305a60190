import { AuthShell } from '@/components/shell/auth-shell'
import { ButtonLink } from '@/components/ui/button-link'
import type { InvitationPage } from '@/lib/invitations/schema'
import { paths } from '@/lib/paths'
import { OpenInvitationCard } from './open-invitation-card'

type InvitationViewProps = { token: string; invitation: InvitationPage }

/** The page behind an invitation's link, in every state it can be in. */
export function InvitationView({ token, invitation }: InvitationViewProps) {
  if (invitation.state === 'open') {
    const { accountKind, organizationName, invitedBy, email } = invitation
    const isPersonal = accountKind === 'PERSONAL'
    return (
      <AuthShell
        title={isPersonal ? `Workspaces of ${organizationName}` : `Join ${organizationName}`}
        description={`${invitedBy} invited ${email} to be ${isPersonal ? 'a guest' : 'a member'}.`}
      >
        <OpenInvitationCard token={token} invitation={invitation} />
      </AuthShell>
    )
  }
  const { title, sentence } = deadTexts[invitation.state]
  const handle = invitation.state === 'accepted' ? invitation.organizationHandle : null
  return (
    <AuthShell
      title={title}
      description={
        'organizationName' in invitation ? `Invitation to ${invitation.organizationName}` : undefined
      }
    >
      <div className="grid gap-4">
        <p>{sentence}</p>
        <ButtonLink href={handle ? paths.organization(handle) : paths.home()} isFullWidth>
          {handle ? 'Open the organization' : 'Go to your workspaces'}
        </ButtonLink>
      </div>
    </AuthShell>
  )
}

const deadTexts: Record<Exclude<InvitationPage['state'], 'open'>, { title: string; sentence: string }> = {
  unknown: {
    title: 'This link does not work',
    sentence:
      'It is not one of ours, or it was cut off on the way. Copy the whole link from the mail into the address bar, or ask whoever invited you for a new one.',
  },
  replaced: {
    title: 'There is a newer link',
    sentence:
      'The invitation was sent again, and this link stopped working then. Open the one in the newest mail.',
  },
  accepted: {
    title: 'Already accepted',
    sentence: 'This invitation has been accepted. There is nothing left to do.',
  },
  declined: {
    title: 'Declined',
    sentence:
      'This invitation was declined. If you changed your mind, ask whoever invited you for a new one.',
  },
  revoked: {
    title: 'Revoked',
    sentence:
      'This invitation was withdrawn before it was accepted. If you think that is a mistake, ask whoever invited you.',
  },
  suspended: {
    title: 'Not now',
    sentence:
      'The organization is suspended, so nobody can join it. Open this link again once its operator has reactivated it.',
  },
  expired: {
    title: 'Expired',
    sentence: 'This invitation was not accepted in time. Ask whoever invited you to send it again.',
  },
}
