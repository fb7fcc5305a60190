import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import type { RecentEvent } from '@/lib/audit/schema'

/** The newest events of an account, as sentences. */
export function RecentActivity({ events }: { events: RecentEvent[] }) {
  return (
    <Card title="Recent activity">
      <ul className="-my-2 divide-y divide-line">
        {events.map(({ id, message, timestamp }) => (
          <li key={id} className="flex items-baseline justify-between gap-4 py-2">
            <span className="min-w-0 wrap-anywhere">{message}</span>
            <span className="shrink-0 text-sm text-muted">
              <RelativeTime value={timestamp} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
