'use client'
import { useQuery } from '@tanstack/react-query'
import { Workflow } from 'lucide-react'
import { DataTable } from '@/components/data-table/data-table'
import { useFilters } from '@/components/data-table/use-filters'
import { useSelection } from '@/components/data-table/use-selection'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Button } from '@/components/ui/button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { LiveNote } from '@/components/ui/live-note'
import type { Capability } from '@/lib/capability'
import { useLive } from '@/lib/client/use-live'
import { flowRunsLimit } from '@/lib/flow-runs/limits'
import { flowRunFilters, flowRunQueries } from '@/lib/flow-runs/queries'
import type { FlowRunRow } from '@/lib/flow-runs/schema'
import { flowRunColumns } from './flow-run-columns'
import { FlowRunFilters } from './flow-run-filters'
import { FlowRunSelection } from './flow-run-selection'
import { useRunsPlace } from './runs-place'
import { useFlowRunChanges } from './use-flow-run-changes'

type FlowRunsTableProps = {
  start: Capability
  /** The first step where there is none. */
  onStart: () => void
}

/** The runs of a workspace, paged, searched and filtered by the server; the newest first, followed as they go. */
export function FlowRunsTable({ start, onStart }: FlowRunsTableProps) {
  const { of } = useRunsPlace()
  const state = useTableState()
  const filters = useFilters(flowRunFilters)
  const query = { ...state.query, filters: filters.values }
  const live = useLive()
  const { data, error, refetch, isPlaceholderData, dataUpdatedAt } = useQuery({
    ...flowRunQueries.list(of, query),
    refetchInterval: live.refetchInterval,
  })
  const selection = useSelection({
    rowId: idOf,
    limit: flowRunsLimit,
    scope: JSON.stringify([query.search, query.filters]),
  })
  const changes = useFlowRunChanges({ onDone: selection.clear })
  return (
    <>
      <DataTable
        label="Flow Runs"
        searchLabel="Search runs by name"
        columns={flowRunColumns}
        rows={data?.rows}
        rowId={idOf}
        rowName={({ name }) => name}
        rowActions={changes.entriesOf}
        state={state}
        filters={<FlowRunFilters filters={filters} />}
        toolbarActions={
          data ? <LiveNote live={live} updatedAt={dataUpdatedAt} isFailing={error !== null} /> : null
        }
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        selection={selection}
        selectionBar={
          selection.ids.size > 0 ? (
            <FlowRunSelection
              query={query}
              selection={selection}
              rows={data?.rows ?? []}
              hasMore={data?.nextCursor !== null || query.after !== null}
              changes={changes}
            />
          ) : null
        }
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState
            icon={<Workflow />}
            title="No runs yet"
            description="A run appears here when a client reports one with an API key of this workspace, or when somebody starts one."
            action={
              <Button variant="primary" onClick={onStart} disabledReason={reasonOf(start)}>
                Start run
              </Button>
            }
          />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {changes.dialogs}
    </>
  )
}

function idOf({ id }: FlowRunRow): string {
  return id
}
