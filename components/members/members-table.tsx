'use client'
import { useQuery } from '@tanstack/react-query'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Avatar } from '@/components/ui/avatar'
import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { RoleBadge } from '@/components/ui/role-badge'
import { defaultMemberSort, memberQueries } from '@/lib/members/queries'
import type { MemberView } from '@/lib/members/schema'

const column = columnsOf<MemberView>()

const columns = column.columns([
  column.accessor('name', {
    header: 'Name',
    cell: ({ row }) => <MemberCell member={row.original} />,
    meta: { sortKey: 'name' },
  }),
  column.accessor('role_name', { header: 'Role', cell: ({ getValue }) => <RoleBadge name={getValue()} /> }),
  column.accessor('joined_at', {
    header: 'Joined',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { sortKey: 'joined', priority: 2 },
  }),
  column.accessor('last_active_at', {
    header: 'Last active',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 3 },
  }),
])

/** The members of an account, paged, searched and sorted by the server. */
export function MembersTable({ accountId }: { accountId: string }) {
  const state = useTableState({ defaultSort: defaultMemberSort })
  const { data, error, refetch, isPlaceholderData } = useQuery(memberQueries.list(accountId, state.query))
  return (
    <DataTable
      label="Members"
      columns={columns}
      rows={data?.rows}
      rowId={({ id }) => id}
      rowName={({ name }) => name}
      state={state}
      nextCursor={data?.nextCursor ?? null}
      empty={<EmptyState title="No members" description="People who accept an invitation are listed here." />}
      error={error}
      onRetry={() => void refetch()}
      isStale={isPlaceholderData}
    />
  )
}

function MemberCell({ member }: { member: MemberView }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar id={member.user_id} name={member.name} />
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{member.name}</span>
          {member.is_viewer ? <Badge>You</Badge> : null}
          {member.status === 'SUSPENDED' ? <Badge tone="warning">Suspended</Badge> : null}
        </p>
        <p className="truncate text-sm text-muted">{member.email}</p>
      </div>
    </div>
  )
}
