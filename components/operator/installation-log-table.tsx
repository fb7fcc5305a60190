'use client'
import { useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AuditLogRow } from '@/lib/audit/schema'
import { operatorQueries } from '@/lib/operator/queries'

const column = columnsOf<AuditLogRow>()

const columns = column.columns([
  column.accessor('message', {
    header: 'Event',
    cell: ({ row }) => (
      <div className="min-w-0">
        <p className="line-clamp-2">{row.original.message}</p>
        <p className="truncate font-mono text-sm text-muted">{row.original.action}</p>
      </div>
    ),
  }),
  column.accessor('actor_name', { header: 'Who', meta: { priority: 2 } }),
  column.accessor('timestamp', {
    header: 'When',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
])

/** What operators did to the installation and its accounts, newest first. */
export function InstallationLogTable() {
  const state = useTableState()
  const { data, error, refetch, isPlaceholderData } = useQuery(operatorQueries.log(state.query))
  return (
    <DataTable
      label="Audit Log"
      columns={columns}
      rows={data?.rows}
      rowId={({ id }) => id}
      rowName={({ message }) => message}
      state={state}
      searchLabel={null}
      nextCursor={data?.nextCursor ?? null}
      empty={
        <EmptyState
          icon={<ScrollText />}
          title="Nothing recorded yet"
          description="What operators do is recorded here, and in the log of the account that it concerns."
        />
      }
      error={error}
      onRetry={() => void refetch()}
      isStale={isPlaceholderData}
    />
  )
}
