'use client'
import { useQuery } from '@tanstack/react-query'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Badge } from '@/components/ui/badge'
import { Dialog } from '@/components/ui/dialog'
import type { DisabledReason } from '@/components/ui/disabled-reason'
import { RelativeTime } from '@/components/ui/relative-time'
import { webhookQueries } from '@/lib/webhooks/queries'
import type { DeliveryView, WebhookView } from '@/lib/webhooks/schema'

type DeliveriesDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  webhook: WebhookView
  onReplay: (sequence: number) => void
  /** Why the viewer may not have an event sent again. */
  refusal: DisabledReason | undefined
}

const column = columnsOf<DeliveryView>()

const columns = column.columns([
  column.accessor('event_action', {
    header: 'Event',
    cell: ({ row }) => <EventCell delivery={row.original} />,
  }),
  column.accessor('status', { header: 'Answer', cell: ({ row }) => <AnswerCell delivery={row.original} /> }),
  column.accessor('milliseconds', {
    header: 'Took',
    cell: ({ getValue }) => <span className="tabular-nums">{getValue().toLocaleString('en')} ms</span>,
    meta: { priority: 3, align: 'end' },
  }),
  column.accessor('requested_at', {
    header: 'Sent',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 2, align: 'end' },
  }),
])

/** What was sent to a webhook in the last 30 days, and what came of it. */
export function DeliveriesDialog(props: DeliveriesDialogProps) {
  const { isOpen, onOpenChange, accountId, webhook, onReplay, refusal } = props
  const state = useTableState({ prefix: 'deliveries-' })
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...webhookQueries.deliveries(accountId, webhook.id, state.query.after),
    enabled: isOpen,
  })
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(isNowOpen) => {
        // Another one's deliveries have other pages.
        state.clearSearch()
        onOpenChange(isNowOpen)
      }}
      title={`Deliveries to ${webhook.name}`}
      description="Of the last 30 days, the newest first."
      size="large"
    >
      <DataTable
        label="Deliveries"
        columns={columns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={nameOf}
        state={state}
        searchLabel={null}
        nextCursor={data?.nextCursor ?? null}
        rowActions={({ sequence }) => [
          {
            label: 'Send again',
            onSelect: () => (sequence === null ? undefined : onReplay(sequence)),
            disabledReason:
              refusal ?? (sequence === null ? 'A test is no event: send another one.' : undefined),
          },
        ]}
        empty={
          <EmptyState title="Nothing sent yet" description="Each request and its answer is listed here." />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
    </Dialog>
  )
}

function nameOf({ sequence, event_action }: DeliveryView): string {
  return sequence === null ? 'the test' : `event ${sequence}, ${event_action}`
}

function EventCell({ delivery }: { delivery: DeliveryView }) {
  const { sequence, event_action, attempt, is_replay } = delivery
  return (
    <div className="min-w-0 py-1.5">
      <p className="truncate">{sequence === null ? 'Test' : `Event ${sequence.toLocaleString('en')}`}</p>
      <p className="text-sm text-muted wrap-anywhere">
        <span className="font-mono">{event_action}</span>
        {is_replay ? ' · sent again' : null}
        {attempt > 1 ? ` · try ${attempt}` : null}
      </p>
      {/* Where the column has no room for it. */}
      <p className="text-sm text-muted wrap-anywhere @lg:hidden">{outcomeText(delivery)}</p>
    </div>
  )
}

function AnswerCell({ delivery }: { delivery: DeliveryView }) {
  const { status, problem } = delivery
  return (
    <div className="py-1.5 @lg:w-72">
      <Badge tone={problem === null ? 'success' : 'danger'}>{status ?? 'No answer'}</Badge>
      <p className="line-clamp-3 text-sm text-muted wrap-anywhere @max-lg:hidden">{outcomeText(delivery)}</p>
    </div>
  )
}

function outcomeText({ problem, answer }: DeliveryView): string {
  return [problem, answer && `“${answer}”`].filter(Boolean).join(' ')
}
