import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { countOf } from '@/lib/format'
import type { WebhookView } from '@/lib/webhooks/schema'

/** Whether events are sent to a webhook, and whether it takes them. */
export function WebhookState({ webhook }: { webhook: WebhookView }) {
  const { is_enabled, failures, next_attempt_at } = webhook
  if (!is_enabled) return <Badge>Paused</Badge>
  if (failures === 0) return <Badge tone="success">Active</Badge>
  return (
    <span className="block min-w-24 py-1.5">
      <Badge tone="danger">Failing</Badge>
      <span className="block text-sm text-muted">
        {countOf(failures, 'try', 'tries')}
        {next_attempt_at ? (
          <>
            , next <RelativeTime value={next_attempt_at} />
          </>
        ) : null}
      </span>
    </span>
  )
}
