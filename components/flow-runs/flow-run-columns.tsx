'use client'
import { columnsOf } from '@/components/data-table/columns'
import { RelativeTime } from '@/components/ui/relative-time'
import type { FlowRunRow } from '@/lib/flow-runs/schema'
import { durationText } from './duration-text'
import { RunDuration } from './run-duration'
import { RunLink } from './run-link'
import { StatusBadge } from './status-badge'
import { TagList } from '@/components/ui/tag-list'

const column = columnsOf<FlowRunRow>()

/** The columns of the runs of one workspace. */
export const flowRunColumns = column.columns([
  column.accessor('name', {
    header: 'Run',
    cell: ({ row: { original } }) => <NameCell run={original} />,
  }),
  column.accessor('status', {
    header: 'State',
    cell: ({ row: { original } }) => <StatusBadge status={original.status} name={original.state.name} />,
    meta: { priority: 2 },
  }),
  column.accessor('expected_start_time', {
    header: 'Began or due',
    cell: ({ row: { original } }) => <RelativeTime value={timeOf(original)} />,
    meta: { priority: 2 },
  }),
  column.accessor('seconds', {
    header: 'Duration',
    cell: ({ getValue }) => <RunDuration seconds={getValue()} />,
    meta: { priority: 3, align: 'end' },
  }),
  column.accessor('created_by', {
    header: 'Reported by',
    cell: ({ getValue }) => <span className="block max-w-40 truncate">{getValue().name || 'Roster'}</span>,
    meta: { priority: 3 },
  }),
  column.accessor('tags', {
    header: 'Tags',
    cell: ({ getValue, row }) => <TagList tags={getValue()} count={row.original.tag_count} />,
    meta: { priority: 3 },
  }),
])

function NameCell({ run }: { run: FlowRunRow }) {
  const { flow, status, state, seconds } = run
  return (
    <div className="min-w-0 py-1.5">
      <p className="truncate">
        <RunLink run={run} />
      </p>
      <p className="max-w-72 truncate text-sm text-muted">{flow.name}</p>
      {/* Where there are no columns for it. */}
      <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted @lg:hidden">
        <StatusBadge status={status} name={state.name} />
        <RelativeTime value={timeOf(run)} />
        {seconds === null ? null : <span className="tabular-nums">{durationText(seconds)}</span>}
      </p>
    </div>
  )
}

/** When a run began, or else when it is or was due. */
function timeOf({ start_time, next_start_time, expected_start_time }: FlowRunRow): string {
  return start_time ?? next_start_time ?? expected_start_time
}
