'use client'
import { useQuery } from '@tanstack/react-query'
import { Mail } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { RelativeTime } from '@/components/ui/relative-time'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { retryMailAction } from '@/lib/mail/actions'
import { mailFilters, mailKeys, mailQueries } from '@/lib/mail/queries'
import type { MailStatus, OutboxRow } from '@/lib/mail/schema'
import { OutboxMailDialog } from './outbox-mail-dialog'

const statuses: Record<MailStatus, { label: string; tone: BadgeTone }> = {
  QUEUED: { label: 'Queued', tone: 'neutral' },
  SENT: { label: 'Sent', tone: 'success' },
  FAILED: { label: 'Failed', tone: 'danger' },
  KEPT: { label: 'Kept', tone: 'neutral' },
  CANCELLED: { label: 'Withdrawn', tone: 'neutral' },
}

const statusOptions = [
  { value: '', label: 'Any status' },
  ...Object.entries(statuses).map(([value, { label }]) => ({ value, label })),
]

const column = columnsOf<OutboxRow>()

const columns = column.columns([
  column.accessor('recipient', { header: 'Message', cell: ({ row }) => <MailCell mail={row.original} /> }),
  column.accessor('status', {
    header: 'Status',
    cell: ({ getValue }) => <Badge tone={statuses[getValue()].tone}>{statuses[getValue()].label}</Badge>,
  }),
  column.accessor('last_response', {
    header: 'Server’s answer',
    cell: ({ getValue }) => <Answer text={getValue()} />,
    meta: { priority: 3 },
  }),
  column.accessor('created_at', {
    header: 'Made',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 2 },
  }),
])

/** Every message and what became of it, newest first. */
export function OutboxTable() {
  const state = useTableState()
  const filters = useFilters(mailFilters)
  const [opened, setOpened] = useQueryState('mail', parseAsString.withOptions({ history: 'push' }))
  const { data, error, refetch, isPlaceholderData } = useQuery(
    mailQueries.list({ ...state.query, filters: filters.values }),
  )
  const retry = useActionMutation(retryMailAction, {
    invalidates: [mailKeys.all()],
    successMessage: 'The mail is in the queue again.',
  })

  const actionsOf = (mail: OutboxRow): MenuEntry[] => [
    { label: 'Read', onSelect: () => void setOpened(mail.id) },
    {
      label: 'Try again',
      onSelect: () => retry.mutate({ id: mail.id }),
      disabledReason:
        mail.status === 'FAILED' ? undefined : 'Only a mail that has failed can be tried again.',
    },
  ]

  return (
    <>
      <DataTable
        label="Mail"
        columns={columns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ recipient, subject }) => `${subject} to ${recipient}`}
        rowActions={actionsOf}
        state={state}
        searchLabel="Search recipients"
        filters={
          <>
            <FilterSelect filters={filters} name="status" label="Filter by status" options={statusOptions} />
            <ClearFilters filters={filters} />
          </>
        }
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState
            icon={<Mail />}
            title="No mail yet"
            description="Every message this installation makes is kept here: invitations, confirmations, password resets."
          />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      <OutboxMailDialog id={opened} onClose={() => void setOpened(null)} />
    </>
  )
}

function MailCell({ mail }: { mail: OutboxRow }) {
  return (
    <div className="min-w-0">
      <p className="truncate font-medium">{mail.subject}</p>
      <p className="truncate text-sm text-muted">{mail.recipient}</p>
    </div>
  )
}

function Answer({ text }: { text: string | null }) {
  return <span className="line-clamp-2 text-sm text-muted">{text ?? ''}</span>
}
