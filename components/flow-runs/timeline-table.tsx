'use client'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { EmptyState } from '@/components/feedback/empty-state'
import { ClockTime } from '@/components/ui/clock-time'
import { TextLink } from '@/components/ui/text-link'
import { minutesBetween } from '@/lib/format'
import type { RunBin, RunMark, RunTimeline } from '@/lib/flow-runs/schema'
import { RunDuration } from './run-duration'
import { RunLink } from './run-link'
import { useRunsPlace } from './runs-place'
import { countsText } from './run-text'
import { StatusBadge } from './status-badge'

export type TimelineTableProps = {
  timeline: Pick<RunTimeline, 'runs' | 'bins'>
  label: string
}

/** The same as the picture, in words: one line a run, or a line for each part of the time where there are many. */
export function TimelineTable({ timeline, label }: TimelineTableProps) {
  return (
    <div className="max-h-96 overflow-y-auto rounded-md">
      {timeline.runs ? (
        <DataTable
          label={label}
          columns={runColumns}
          rows={timeline.runs.toReversed()}
          rowId={({ id }) => id}
          rowName={({ name }) => name}
          empty={nothing}
        />
      ) : (
        <DataTable
          label={label}
          columns={binColumns}
          rows={timeline.bins.filter(({ total }) => total > 0).toReversed()}
          rowId={({ start }) => start}
          rowName={({ start }) => start}
          empty={nothing}
        />
      )}
    </div>
  )
}

const nothing = <EmptyState title="No runs" description="Nothing ran in this time." />

const run = columnsOf<RunMark>()
const bin = columnsOf<RunBin>()

const runColumns = run.columns([
  run.accessor('name', {
    header: 'Run',
    cell: ({ row: { original } }) => <RunLink run={original} />,
  }),
  run.accessor('flow_name', { header: 'Flow', meta: { priority: 2 } }),
  run.accessor('status', {
    header: 'State',
    cell: ({ row: { original } }) => <StatusBadge status={original.status} name={original.state_name} />,
  }),
  run.accessor('start', {
    header: 'Began or due',
    cell: ({ getValue }) => <ClockTime value={getValue()} look="moment" />,
    meta: { priority: 2 },
  }),
  run.accessor('seconds', {
    header: 'Duration',
    cell: ({ getValue }) => <RunDuration seconds={getValue()} />,
    meta: { align: 'end' },
  }),
])

const binColumns = bin.columns([
  bin.accessor('start', {
    header: 'From',
    cell: ({ row: { original } }) => <BinLink bin={original} />,
  }),
  bin.accessor('counts', {
    header: 'States',
    cell: ({ getValue }) => <span className="block py-1 text-pretty">{countsText(getValue())}</span>,
  }),
  bin.accessor('total', {
    header: 'Runs',
    cell: ({ getValue }) => <span className="tabular-nums">{getValue()}</span>,
    meta: { align: 'end' },
  }),
])

function BinLink({ bin: { start, end } }: { bin: RunBin }) {
  const { runsHref } = useRunsPlace()
  return (
    <TextLink href={runsHref({ time: minutesBetween(start, end) })} look="title">
      <ClockTime value={start} look="moment" />
    </TextLink>
  )
}
