'use client'
import { useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useShownEvent } from '@/components/audit/audit-place'
import { eventColumns } from '@/components/audit/event-columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { LiveNote } from '@/components/ui/live-note'
import { useLive } from '@/lib/client/use-live'
import { operatorQueries } from '@/lib/operator/queries'

const EventDialog = lazyDialog(() =>
  import('@/components/audit/event-dialog').then((file) => file.EventDialog),
)

/** What operators did to the installation and its accounts, newest first. */
export function InstallationLogTable() {
  const state = useTableState()
  const [shown, setShown] = useShownEvent()
  const live = useLive()
  const { data, error, refetch, isPlaceholderData, dataUpdatedAt } = useQuery({
    ...operatorQueries.log(state.query),
    refetchInterval: live.refetchInterval,
  })
  return (
    <>
      <DataTable
        label="Audit Log"
        searchLabel="Search events"
        columns={eventColumns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ message }) => message}
        rowActions={({ id }) => [{ label: 'Show details', onSelect: () => void setShown(id) }]}
        state={state}
        toolbarActions={
          data ? <LiveNote live={live} updatedAt={dataUpdatedAt} isFailing={error !== null} /> : null
        }
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
      <EventDialog
        isOpen={shown !== null}
        query={operatorQueries.event(shown ?? '')}
        onClose={() => void setShown(null)}
      />
    </>
  )
}
