import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'

/** Whether an account or a person is in use, and since when not. */
export function StateBadge({ suspendedAt }: { suspendedAt: string | null }) {
  if (suspendedAt === null) return <Badge tone="success">Active</Badge>
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Badge tone="warning">Suspended</Badge>
      <span className="text-sm text-muted">
        <RelativeTime value={suspendedAt} />
      </span>
    </span>
  )
}
