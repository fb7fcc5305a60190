'use client'
import { useQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { reasonOf } from '@/components/ui/disabled-reason'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { RelativeTime } from '@/components/ui/relative-time'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { retryJobAction } from '@/lib/operator/actions'
import type { JobRow, JobState } from '@/lib/operator/schema'
import { jobFilters, operatorKeys, operatorQueries } from '@/lib/operator/queries'

const states: Record<JobState, { label: string; tone: BadgeTone }> = {
  running: { label: 'Running', tone: 'accent' },
  waiting: { label: 'Waiting', tone: 'neutral' },
  failing: { label: 'Failing', tone: 'warning' },
  failed: { label: 'Given up', tone: 'danger' },
}

const stateOptions = [
  { value: '', label: 'Any state' },
  ...Object.entries(states).map(([value, { label }]) => ({ value, label })),
]

const column = columnsOf<JobRow>()

const columns = column.columns([
  column.accessor('name', { header: 'Job', cell: ({ row }) => <JobCell job={row.original} /> }),
  column.accessor('state', {
    header: 'State',
    cell: ({ getValue }) => <Badge tone={states[getValue()].tone}>{states[getValue()].label}</Badge>,
  }),
  column.accessor('attempts', {
    header: 'Tries',
    cell: ({ row }) => (
      <span className="whitespace-nowrap tabular-nums">{`${row.original.attempts} of ${row.original.tries}`}</span>
    ),
    meta: { priority: 2, align: 'end' },
  }),
  column.accessor('error', {
    header: 'Last error',
    cell: ({ getValue }) => <span className="line-clamp-2 text-sm text-muted">{getValue() ?? ''}</span>,
    meta: { priority: 3 },
  }),
  column.accessor('run_at', {
    header: 'Next try',
    cell: ({ row }) => <NextTry job={row.original} />,
    meta: { priority: 2 },
  }),
])

/** What the worker has to do, and what it failed to do. */
export function JobsTable() {
  const state = useTableState()
  const filters = useFilters(jobFilters)
  const query = { ...state.query, filters: filters.values }
  const { data, error, refetch, isPlaceholderData } = useQuery(operatorQueries.jobs(query))
  const retry = useActionMutation(retryJobAction, {
    invalidates: [operatorKeys.jobs(), operatorKeys.health()],
    successMessage: 'The job is run as soon as the worker can.',
  })

  const actionsOf = (job: JobRow): MenuEntry[] => [
    {
      label: 'Run now',
      onSelect: () => retry.mutate({ id: job.id }),
      disabledReason: reasonOf(job.can.retry),
    },
  ]

  return (
    <DataTable
      label="Jobs"
      columns={columns}
      rows={data?.rows}
      rowId={({ id }) => id}
      rowName={({ name, id }) => `${name} ${id}`}
      rowActions={actionsOf}
      state={state}
      searchLabel={null}
      filters={
        <>
          <FilterSelect filters={filters} name="state" label="Filter by state" options={stateOptions} />
          <ClearFilters filters={filters} />
        </>
      }
      isFiltered={filters.isSet}
      onClearFilters={filters.clear}
      nextCursor={data?.nextCursor ?? null}
      empty={
        <EmptyState
          icon={<ListChecks />}
          title="Nothing to do"
          description="The queue is empty: every mail is sent and every upkeep is done."
        />
      }
      error={error}
      onRetry={() => void refetch()}
      isStale={isPlaceholderData}
    />
  )
}

function JobCell({ job }: { job: JobRow }) {
  return (
    <div className="min-w-0">
      <p className="truncate font-mono text-sm">{job.name}</p>
      <p className="text-sm text-muted">
        made <RelativeTime value={job.created_at} />
      </p>
      {/* Where there is no column for it. */}
      {job.error ? (
        <p className="line-clamp-2 text-sm wrap-anywhere text-muted @3xl:hidden">{job.error}</p>
      ) : null}
    </div>
  )
}

function NextTry({ job }: { job: JobRow }) {
  if (job.running_since)
    return (
      <span>
        since <RelativeTime value={job.running_since} />
      </span>
    )
  return job.state === 'failed' ? (
    <span className="text-muted">None</span>
  ) : (
    <RelativeTime value={job.run_at} />
  )
}
