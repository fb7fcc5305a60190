'use client'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { useRunsPlace } from '@/components/flow-runs/runs-place'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { LiveNote } from '@/components/ui/live-note'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { useLive } from '@/lib/client/use-live'
import { flowFilters, flowQueries } from '@/lib/flows/queries'
import type { FlowRow } from '@/lib/flows/schema'
import { flowColumns } from './flow-columns'
import { FlowFilters } from './flow-filters'

const DeleteFlowDialog = lazyDialog(() =>
  import('./delete-flow-dialog').then((file) => file.DeleteFlowDialog),
)

type FlowsTableProps = { onStart: (flowId: string) => void; empty: ReactNode }

/** The flows of a workspace by name, each with how its last runs went and when the next is due. */
export function FlowsTable({ onStart, empty }: FlowsTableProps) {
  const { of, runsHref } = useRunsPlace()
  const state = useTableState()
  const filters = useFilters(flowFilters)
  const live = useLive()
  const { data, error, refetch, isPlaceholderData, dataUpdatedAt } = useQuery({
    ...flowQueries.list(of, { ...state.query, filters: filters.values }),
    refetchInterval: live.refetchInterval,
  })
  const [isDeleting, setIsDeleting] = useState(false)
  const [shown, setShown] = useState<FlowRow | null>(null)
  const entriesOf = (flow: FlowRow): MenuEntry[] => [
    { kind: 'link', label: 'View runs', href: runsHref({ flow: flow.id }) },
    { label: 'Start run', onSelect: () => onStart(flow.id), disabledReason: reasonOf(flow.can.start) },
    { kind: 'separator', id: 'delete' },
    {
      label: 'Delete',
      tone: 'danger',
      onSelect: () => {
        setShown(flow)
        setIsDeleting(true)
      },
      disabledReason: reasonOf(flow.can.delete),
    },
  ]
  return (
    <>
      <DataTable
        label="Flows"
        columns={flowColumns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={entriesOf}
        state={state}
        searchLabel="Search flows by name or tag"
        filters={<FlowFilters filters={filters} />}
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        toolbarActions={
          data ? <LiveNote live={live} updatedAt={dataUpdatedAt} isFailing={error !== null} /> : null
        }
        nextCursor={data?.nextCursor ?? null}
        empty={empty}
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {shown ? (
        <DeleteFlowDialog key={shown.id} isOpen={isDeleting} onOpenChange={setIsDeleting} flow={shown} />
      ) : null}
    </>
  )
}
