'use client'
import { useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { useMemo } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import type { ListQuery } from '@/lib/client/list-query'
import { countOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import { memberWorkspacesPrefix, type openedWorkspacesQuery } from '@/lib/members/member-queries'
import type { MemberWorkspaceView } from '@/lib/workspaces/schema'

const column = columnsOf<MemberWorkspaceView>()

const detailColumns = column.columns([
  column.accessor('summary', {
    header: 'Access',
    cell: ({ row }) => <span className="wrap-anywhere">{row.original.summary}</span>,
    meta: { priority: 2 },
  }),
  column.display({
    id: 'ends',
    header: 'Ends',
    cell: ({ row }) => <RelativeTime value={endOf(row.original)} />,
    meta: { priority: 3 },
  }),
  column.accessor('permissions', {
    header: 'Permissions',
    cell: ({ getValue }) => getValue(),
    meta: { priority: 3, align: 'end' },
  }),
])

function columnsFor(handle: string) {
  const name = column.display({
    id: 'name',
    header: 'Name',
    cell: ({ row }) => (
      <WorkspaceCell access={row.original} href={paths.workspace(handle, row.original.workspace.handle)} />
    ),
  })
  return [...column.columns([name]), ...detailColumns]
}

type OpenedWorkspacesProps = {
  handle: string
  query: (asked: ListQuery) => ReturnType<typeof openedWorkspacesQuery>
  /** Said where there is none: why, and what would open one. */
  emptyText: string
}

/** The workspaces that a member or service account can open, and where each access comes from. */
export function OpenedWorkspaces({ handle, query, emptyText }: OpenedWorkspacesProps) {
  const state = useTableState({ prefix: memberWorkspacesPrefix })
  const { data, error, refetch, isPlaceholderData } = useQuery(query(state.query))
  const columns = useMemo(() => columnsFor(handle), [handle])
  return (
    <DataTable
      label="Workspaces"
      columns={columns}
      rows={data?.rows}
      rowId={({ workspace }) => workspace.id}
      rowName={({ workspace }) => workspace.name}
      state={state}
      nextCursor={data?.nextCursor ?? null}
      empty={<EmptyState icon={<Boxes />} title="No workspaces" description={emptyText} />}
      error={error}
      onRetry={() => void refetch()}
      isStale={isPlaceholderData}
    />
  )
}

function WorkspaceCell({ access, href }: { access: MemberWorkspaceView; href: string }) {
  const end = endOf(access)
  return (
    <div className="min-w-0 py-1.5">
      <p className="truncate">
        <TextLink href={href} look="title">
          {access.workspace.name}
        </TextLink>
      </p>
      <p className="truncate font-mono text-xs text-muted">{access.workspace.handle}</p>
      <p className="text-sm text-muted wrap-anywhere @lg:hidden">
        {access.summary} · {countOf(access.permissions, 'permission')}
      </p>
      {end === null ? null : (
        <p className="text-sm text-muted @3xl:hidden">
          Ends <RelativeTime value={end} />
        </p>
      )}
    </div>
  )
}

/** When the first of the roles ends. */
function endOf({ sources }: MemberWorkspaceView): string | null {
  const ends = sources.map(({ expires_at }) => expires_at).filter((time) => time !== null)
  return ends.toSorted()[0] ?? null
}
