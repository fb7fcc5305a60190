import type { FlowRunRow } from '@/lib/flow-runs/schema'
import { RunListCard } from './run-list-card'

/** The runs that a run began as parts of itself; nothing where it began none. */
export function SubRuns({ runs }: { runs: readonly FlowRunRow[] }) {
  if (runs.length === 0) return null
  return (
    <RunListCard
      title="Sub-flow runs"
      runs={runs}
      timeOf={({ start_time, expected_start_time }) => start_time ?? expected_start_time}
    />
  )
}
