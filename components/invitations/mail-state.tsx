import { Badge } from '@/components/ui/badge'
import { ExplainedBadge } from '@/components/ui/explained-badge'
import type { InvitationView } from '@/lib/invitations/schema'

/** What became of an invitation's mail, with the mail server's answer; an expired invitation says that instead. */
export function MailState({ invitation }: { invitation: InvitationView }) {
  if (invitation.state === 'EXPIRED') return <Badge tone="warning">Expired</Badge>
  const { kind, status, response } = invitation.delivery
  if (kind === 'COPIED') return <Badge>Link copied</Badge>
  switch (status) {
    case 'SENT':
      return <Badge tone="success">Sent</Badge>
    case 'QUEUED':
      return response ? (
        <ExplainedBadge label="Retrying" tone="warning" explanation={response} />
      ) : (
        <Badge>Queued</Badge>
      )
    case 'FAILED':
      return (
        <ExplainedBadge
          label="Failed"
          tone="danger"
          explanation={response ?? 'The mail server gave no answer.'}
        />
      )
    case 'KEPT':
      return <Badge>Not mailed</Badge>
    default:
      return <Badge>Withdrawn</Badge>
  }
}
