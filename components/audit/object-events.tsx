'use client'
import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { NotShown } from '@/components/feedback/not-shown'
import { RelativeTime } from '@/components/ui/relative-time'
import { eventsPrefix, type eventsQuery } from '@/lib/audit/queries'
import type { AuditEventView } from '@/lib/audit/schema'
import type { Refusal } from '@/lib/capability'
import { AppError } from '@/lib/errors'

const column = columnsOf<AuditEventView>()

const columns = column.columns([
  column.accessor('message', {
    header: 'Event',
    cell: ({ row }) => <EventCell event={row.original} />,
  }),
  column.accessor('timestamp', {
    header: 'When',
    cell: ({ getValue }) => (
      <span className="text-muted">
        <RelativeTime value={getValue()} />
      </span>
    ),
    meta: { align: 'end' },
  }),
])

type ObjectEventsProps = {
  label: string
  /** The page after a cursor. */
  query: (after: string | null) => ReturnType<typeof eventsQuery>
  /** "Changes of Night shift". */
  what: string
  /** Why the viewer may not read them, as the server found when it made the page, or null. */
  refusal: Refusal | null
}

/** What happened to one thing, newest first, from the audit log. */
export function ObjectEvents({ label, query, what, refusal }: ObjectEventsProps) {
  const state = useTableState({ prefix: eventsPrefix })
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...query(state.query.after),
    enabled: refusal === null,
  })
  const reason = refusal ?? (error instanceof AppError && error.code === 'forbidden' ? error : null)
  if (reason) return <NotShown what={`${what} would be listed here.`} reason={reason} />
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={data?.rows}
      rowId={({ id }) => id}
      rowName={({ message }) => message}
      state={state}
      searchLabel={null}
      nextCursor={data?.nextCursor ?? null}
      empty={<EmptyState icon={<History />} title="No events" description={`${what} are listed here.`} />}
      error={error}
      onRetry={() => void refetch()}
      isStale={isPlaceholderData}
    />
  )
}

function EventCell({ event }: { event: AuditEventView }) {
  const { added, removed } = permissionChanges(event.info)
  return (
    <span className="block py-1.5 text-pretty wrap-anywhere">
      {event.message}
      {added.length > 0 ? (
        <span className="block text-sm text-muted">
          Added <span className="font-mono text-success">{added.join(', ')}</span>
        </span>
      ) : null}
      {removed.length > 0 ? (
        <span className="block text-sm text-muted">
          Removed <span className="font-mono text-danger">{removed.join(', ')}</span>
        </span>
      ) : null}
    </span>
  )
}

function permissionChanges(info: Record<string, unknown>): { added: string[]; removed: string[] } {
  const changes = info['permissions']
  return { added: textsOf(changes, 'added'), removed: textsOf(changes, 'removed') }
}

function textsOf(changes: unknown, key: string): string[] {
  const value: unknown = typeof changes === 'object' && changes !== null ? Reflect.get(changes, key) : null
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
