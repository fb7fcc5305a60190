'use client'
import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AuditEventView } from '@/lib/audit/schema'
import { NotShown } from '@/components/feedback/not-shown'
import { AppError } from '@/lib/errors'
import { memberEventsPrefix, memberPageQueries, type MemberOf } from '@/lib/members/member-queries'

const column = columnsOf<AuditEventView>()

const columns = column.columns([
  column.accessor('message', {
    header: 'Event',
    cell: ({ getValue }) => <span className="block py-1.5 text-pretty wrap-anywhere">{getValue()}</span>,
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

type MemberEventsProps = {
  member: MemberOf
  name: string
  /** Why the viewer may not read them, as the server found when it made the page. */
  refusal: Refusal | null
}

type Refusal = { message: string; permission?: string | undefined }

/** What happened to a member and by them, from the audit log. */
export function MemberEvents({ member, name, refusal }: MemberEventsProps) {
  const state = useTableState({ prefix: memberEventsPrefix })
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...memberPageQueries.events(member, state.query),
    enabled: refusal === null,
  })
  const reason = refusal ?? (error instanceof AppError && error.code === 'forbidden' ? error : null)
  if (reason !== null) {
    const what = `What happened to ${name}, and what they changed, would be listed here.`
    return <NotShown what={what} reason={reason} />
  }
  return (
    <DataTable
      label="Audit events"
      columns={columns}
      rows={data?.rows}
      rowId={({ id }) => id}
      rowName={({ message }) => message}
      state={state}
      searchLabel={null}
      nextCursor={data?.nextCursor ?? null}
      empty={
        <EmptyState
          icon={<History />}
          title="No events"
          description={`What happens to ${name} and what they change is listed here.`}
        />
      }
      error={error}
      onRetry={() => void refetch()}
      isStale={isPlaceholderData}
    />
  )
}
