'use client'
import { columnsOf } from '@/components/data-table/columns'
import { RunLink } from '@/components/flow-runs/run-link'
import { useRunsPlace } from '@/components/flow-runs/runs-place'
import { StatusBadge } from '@/components/flow-runs/status-badge'
import { isFailure } from '@/components/flow-runs/status-looks'
import { TagList } from '@/components/ui/tag-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import type { FlowRow, FlowsRun } from '@/lib/flows/schema'
import { RecentRuns } from './recent-runs'

const column = columnsOf<FlowRow>()

/** The columns of the flows of one workspace. */
export const flowColumns = column.columns([
  column.accessor('name', {
    header: 'Name',
    cell: ({ row: { original } }) => <NameCell flow={original} />,
  }),
  column.accessor('recent_runs', {
    header: 'Recent runs',
    cell: ({ getValue }) => <RecentRuns runs={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('recent_runs', {
    id: 'last',
    header: 'Last run',
    cell: ({ getValue }) => <LastRun runs={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('next_run', {
    header: 'Next run',
    cell: ({ getValue }) => <NextRun run={getValue()} />,
    meta: { priority: 3 },
  }),
  column.accessor('tags', {
    header: 'Tags',
    cell: ({ getValue }) => <TagList tags={getValue()} />,
    meta: { priority: 3 },
  }),
])

function NameCell({ flow }: { flow: FlowRow }) {
  const { runsHref } = useRunsPlace()
  const last = flow.recent_runs[0]
  return (
    <div className="min-w-0 py-1.5">
      <p className="truncate">
        <TextLink href={runsHref({ flow: flow.id })} look="title">
          {flow.name}
        </TextLink>
      </p>
      {/* Where there are no columns for it. */}
      {last ? (
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted @lg:hidden">
          <StatusBadge status={last.status} name={last.state_name} />
          <RelativeTime value={last.expected_start_time} />
          <FailuresInARow runs={flow.recent_runs} />
        </p>
      ) : null}
    </div>
  )
}

function LastRun({ runs }: { runs: readonly FlowsRun[] }) {
  const [run] = runs
  if (!run) return <span className="text-faint">Never</span>
  return (
    <span className="flex items-center gap-2">
      <StatusBadge status={run.status} name={run.state_name} />
      <span className="text-sm">
        <RunLink run={run}>
          <RelativeTime value={run.expected_start_time} />
        </RunLink>
      </span>
      <FailuresInARow runs={runs} />
    </span>
  )
}

function NextRun({ run }: { run: FlowsRun | null }) {
  if (!run) return <span className="text-faint">–</span>
  return (
    <RunLink run={run}>
      <RelativeTime value={run.expected_start_time} />
    </RunLink>
  )
}

/** How long a flow has been failing, where that was more than once. */
function FailuresInARow({ runs }: { runs: readonly FlowsRun[] }) {
  const since = runs.findIndex(({ status }) => !isFailure(status))
  const count = since === -1 ? runs.length : since
  if (count < 2) return null
  return (
    <span className="text-sm whitespace-nowrap text-danger tabular-nums">
      {since === -1 ? `all of the last ${count}` : `${count} in a row`}
    </span>
  )
}
