'use client'
import { columnsOf, type Column } from '@/components/data-table/columns'
import { StatusBadge } from '@/components/flow-runs/status-badge'
import { TagList } from '@/components/flow-runs/tag-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import type { FlowRow, FlowsRun } from '@/lib/flows/schema'
import { paths } from '@/lib/paths'
import { RecentRuns } from './recent-runs'

const column = columnsOf<FlowRow>()

/** The columns of the flows of one workspace; made once for a list. */
export function flowColumnsOf(handle: string, workspaceHandle: string): readonly Column<FlowRow>[] {
  const runHref = ({ id }: FlowsRun) => paths.flowRun(handle, workspaceHandle, id)
  return column.columns([
    column.accessor('name', {
      header: 'Name',
      cell: ({ row: { original } }) => (
        <NameCell flow={original} href={paths.flowRuns(handle, workspaceHandle, { flow: original.id })} />
      ),
    }),
    column.accessor('recent_runs', {
      header: 'Recent runs',
      cell: ({ getValue }) => <RecentRuns runs={getValue()} />,
      meta: { priority: 2 },
    }),
    column.accessor(({ recent_runs }) => recent_runs[0] ?? null, {
      id: 'last',
      header: 'Last run',
      cell: ({ getValue }) => <LastRun run={getValue()} hrefOf={runHref} />,
      meta: { priority: 2 },
    }),
    column.accessor('next_run', {
      header: 'Next run',
      cell: ({ getValue }) => <NextRun run={getValue()} hrefOf={runHref} />,
      meta: { priority: 3 },
    }),
    column.accessor('tags', {
      header: 'Tags',
      cell: ({ getValue }) => <TagList tags={getValue()} />,
      meta: { priority: 3 },
    }),
  ])
}

function NameCell({ flow, href }: { flow: FlowRow; href: string }) {
  const last = flow.recent_runs[0]
  return (
    <div className="min-w-0 py-1.5">
      <p className="truncate">
        <TextLink href={href} look="title">
          {flow.name}
        </TextLink>
      </p>
      {/* Where there are no columns for it. */}
      {last ? (
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted @lg:hidden">
          <StatusBadge status={last.status} name={last.state_name} />
          <RelativeTime value={last.expected_start_time} />
        </p>
      ) : null}
    </div>
  )
}

type RunCellProps = { run: FlowsRun | null; hrefOf: (run: FlowsRun) => string }

function LastRun({ run, hrefOf }: RunCellProps) {
  if (!run) return <span className="text-faint">Never</span>
  return (
    <span className="flex items-center gap-2">
      <StatusBadge status={run.status} name={run.state_name} />
      <span className="text-sm">
        <TextLink href={hrefOf(run)} look="title">
          <RelativeTime value={run.expected_start_time} />
        </TextLink>
      </span>
    </span>
  )
}

function NextRun({ run, hrefOf }: RunCellProps) {
  if (!run) return <span className="text-faint">–</span>
  return (
    <TextLink href={hrefOf(run)} look="title">
      <RelativeTime value={run.expected_start_time} />
    </TextLink>
  )
}
