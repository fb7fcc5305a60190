'use client'
import { useQuery } from '@tanstack/react-query'
import { EventsTable } from '@/components/audit/events-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { NotShown } from '@/components/feedback/not-shown'
import { roleEventsPrefix, roleQueries } from '@/lib/roles/queries'

type RoleHistoryProps = {
  accountId: string
  roleId: string
  name: string
  refusal: { message: string; permission?: string | undefined } | null
}

/** What happened to a role, from the audit log. */
export function RoleHistory({ accountId, roleId, name, refusal }: RoleHistoryProps) {
  const state = useTableState({ prefix: roleEventsPrefix })
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...roleQueries.events(accountId, roleId, state.query.after),
    enabled: refusal === null,
  })
  if (refusal) return <NotShown what={`Every change of ${name} would be listed here.`} reason={refusal} />
  return (
    <EventsTable
      label="History"
      state={state}
      page={data}
      emptyText={`Changes of ${name} are listed here.`}
      error={error}
      onRetry={() => void refetch()}
      isStale={isPlaceholderData}
    />
  )
}
