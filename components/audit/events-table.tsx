'use client'
import { History } from 'lucide-react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import type { TableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AuditEventView } from '@/lib/audit/schema'
import type { Page } from '@/lib/client/fetch-json'

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

type EventsTableProps = {
  label: string
  state: TableState
  page: Page<AuditEventView> | undefined
  /** What will be listed, while there is nothing. */
  emptyText: string
  error: Error | null
  onRetry: () => void
  isStale: boolean
}

/** Audit events about one thing, newest first. */
export function EventsTable({ label, state, page, emptyText, error, onRetry, isStale }: EventsTableProps) {
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={page?.rows}
      rowId={({ id }) => id}
      rowName={({ message }) => message}
      state={state}
      searchLabel={null}
      nextCursor={page?.nextCursor ?? null}
      empty={<EmptyState icon={<History />} title="No events" description={emptyText} />}
      error={error}
      onRetry={onRetry}
      isStale={isStale}
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
