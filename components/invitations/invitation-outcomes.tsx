'use client'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { countOf } from '@/lib/format'
import type { AddressOutcome, InvitationOutcome } from '@/lib/invitations/schema'

type InvitationOutcomesProps = {
  outcomes: AddressOutcome[]
  sendsMail: boolean
  onInviteMore: () => void
  onDone: () => void
}

const labels: Record<InvitationOutcome, { label: string; tone: BadgeTone }> = {
  invited: { label: 'Invited', tone: 'success' },
  reinvited: { label: 'Invited again', tone: 'success' },
  already_member: { label: 'Already a member', tone: 'neutral' },
  invalid_email: { label: 'Not an address', tone: 'danger' },
  plan_limit_reached: { label: 'No place left', tone: 'danger' },
  outranked: { label: 'Not allowed', tone: 'danger' },
  rate_limited: { label: 'Too often', tone: 'warning' },
}

/** What became of each address, in the order they were given. */
export function InvitationOutcomes({ outcomes, sendsMail, onInviteMore, onDone }: InvitationOutcomesProps) {
  const sent = outcomes.filter(({ outcome }) => outcome === 'invited' || outcome === 'reinvited').length
  return (
    <div className="grid gap-4">
      <p role="status" className="font-medium">
        {summaryOf(sent, outcomes.length)}
        {sent > 0 && !sendsMail ? ' Copy their links from the list to hand them over.' : ''}
      </p>
      <ul
        aria-label="Outcomes"
        className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line"
      >
        {outcomes.map(({ email, outcome, message }) => (
          <li key={email} className="grid gap-0.5 px-3 py-2">
            <div className="flex items-center justify-between gap-3">
              <span className="min-w-0 truncate font-medium">{email}</span>
              <Badge tone={labels[outcome].tone}>{labels[outcome].label}</Badge>
            </div>
            <p className="text-sm text-muted">{message}</p>
          </li>
        ))}
      </ul>
      <div className="flex justify-end gap-2">
        <Button onClick={onInviteMore}>Invite more</Button>
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
}

function summaryOf(sent: number, all: number): string {
  if (sent === all) return `${countOf(sent, 'invitation')} made.`
  return sent === 0
    ? 'Nobody was invited.'
    : `${countOf(sent, 'invitation')} made, ${countOf(all - sent, 'address', 'addresses')} left out.`
}
