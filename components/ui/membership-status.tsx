import { Badge } from './badge'

/** Whether a member or service account is suspended; the other state is the usual one, and quiet. */
export function MembershipStatus({ status }: { status: 'ACTIVE' | 'SUSPENDED' }) {
  if (status === 'SUSPENDED') return <Badge tone="warning">Suspended</Badge>
  return <span className="text-muted">Active</span>
}
