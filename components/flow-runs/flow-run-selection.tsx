'use client'
import { SelectionBar } from '@/components/data-table/selection-bar'
import { useSelectAll } from '@/components/data-table/use-select-all'
import type { RowSelection } from '@/components/data-table/use-selection'
import { Button } from '@/components/ui/button'
import { sharedReason } from '@/components/ui/disabled-reason'
import type { ListQuery } from '@/lib/client/list-query'
import { flowRunsLimit } from '@/lib/flow-runs/limits'
import { fetchMatchingRuns } from '@/lib/flow-runs/queries'
import type { FlowRunRow } from '@/lib/flow-runs/schema'
import { useRunsPlace } from './runs-place'
import { runsNoun } from './use-flow-run-actions'
import type { FlowRunChange, FlowRunChanges } from './use-flow-run-changes'

type FlowRunSelectionProps = {
  query: ListQuery
  selection: RowSelection<FlowRunRow>
  /** Those the page shows, which may have gone on since they were selected. */
  rows: readonly FlowRunRow[]
  /** Whether there are more than the page shows. */
  hasMore: boolean
  changes: FlowRunChanges
}

/** What can be done with the selected runs. A button is refused only when it would be for each of them. */
export function FlowRunSelection(props: FlowRunSelectionProps) {
  const { of } = useRunsPlace()
  const { query, selection, rows, hasMore, changes } = props
  const { isSelectingAll, selectAll } = useSelectAll(selection, () => fetchMatchingRuns(of, query))
  const shown = new Map(rows.map((row) => [row.id, row]))
  const runs = [...selection.rows.values()].map((row) => shown.get(row.id) ?? row)
  const button = (label: string, change: FlowRunChange) => (
    <Button
      size="small"
      disabledReason={sharedReason(runs.map(({ can }) => can[change]))}
      onClick={() => changes.start(change, runs)}
    >
      {label}
    </Button>
  )
  return (
    <SelectionBar
      count={selection.ids.size}
      limit={flowRunsLimit}
      noun={runsNoun.one}
      onClear={selection.clear}
      onSelectAll={hasMore && selection.ids.size < flowRunsLimit ? selectAll : undefined}
      isSelectingAll={isSelectingAll}
    >
      {button('Cancel runs', 'cancel')}
      {button('Delete', 'delete')}
    </SelectionBar>
  )
}
