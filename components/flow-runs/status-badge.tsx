import { Badge } from '@/components/ui/badge'
import type { RunStatus } from '@/lib/flow-runs/schema'
import { statusLooks } from './status-looks'

/** The state of a run, under the name that was reported for it. */
export function StatusBadge({ status, name }: { status: RunStatus; name: string }) {
  const { tone, Icon } = statusLooks[status]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {name}
    </Badge>
  )
}
