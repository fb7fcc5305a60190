'use client'
import { columnsOf, type Column } from '@/components/data-table/columns'
import { Avatar } from '@/components/ui/avatar'
import { Badge } from '@/components/ui/badge'
import { MembershipStatus } from '@/components/ui/membership-status'
import { RelativeTime } from '@/components/ui/relative-time'
import { RoleBadge } from '@/components/ui/role-badge'
import { TextLink } from '@/components/ui/text-link'
import type { MemberView } from '@/lib/members/schema'
import { paths } from '@/lib/paths'

const column = columnsOf<MemberView>()

/** The columns that can be left out; the name always stays. */
export const memberColumnChoices = [
  { id: 'email', label: 'Email', isHiddenAtFirst: true },
  { id: 'role', label: 'Role' },
  { id: 'status', label: 'Status' },
  { id: 'joined', label: 'Joined' },
  { id: 'active', label: 'Last active' },
  { id: 'inviter', label: 'Invited by' },
]

const detailColumns = column.columns([
  column.accessor('email', {
    id: 'email',
    header: 'Email',
    cell: ({ getValue }) => <span className="block max-w-56 truncate text-muted">{getValue()}</span>,
    meta: { sortKey: 'email', priority: 2 },
  }),
  column.accessor('role_name', {
    id: 'role',
    header: 'Role',
    cell: ({ row: { original } }) => (
      <span className="block py-1.5">
        <RoleBadge name={original.role_name} />
        {original.role_group ? (
          <span className="block max-w-40 truncate text-xs text-muted">Group {original.role_group}</span>
        ) : null}
      </span>
    ),
    meta: { sortKey: 'role', priority: 2 },
  }),
  column.accessor('status', {
    id: 'status',
    header: 'Status',
    cell: ({ getValue }) => <MembershipStatus status={getValue()} />,
    meta: { sortKey: 'status', priority: 3 },
  }),
  column.accessor('joined_at', {
    id: 'joined',
    header: 'Joined',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { sortKey: 'joined', priority: 3 },
  }),
  column.accessor('last_active_at', {
    id: 'active',
    header: 'Last active',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { sortKey: 'active', priority: 3 },
  }),
  column.accessor(({ invited_by }) => invited_by?.name ?? '', {
    id: 'inviter',
    header: 'Invited by',
    cell: ({ getValue }) => <span className="block max-w-36 truncate text-muted">{getValue() || '–'}</span>,
    meta: { sortKey: 'inviter', priority: 3 },
  }),
])

/** The columns of the list of one organization; made once for a list. */
export function memberColumnsOf(handle: string): readonly Column<MemberView>[] {
  const name = column.accessor('name', {
    header: 'Name',
    cell: ({ row }) => <MemberCell member={row.original} href={paths.member(handle, row.original.id)} />,
    meta: { sortKey: 'name' },
  })
  return [...column.columns([name]), ...detailColumns]
}

function MemberCell({ member, href }: { member: MemberView; href: string }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar id={member.user_id} name={member.name} />
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <span className="truncate">
            <TextLink href={href} look="title">
              {member.name}
            </TextLink>
          </span>
          {member.is_viewer ? <Badge>You</Badge> : null}
          {member.status === 'SUSPENDED' ? (
            <span className="@3xl:hidden">
              <Badge tone="warning">Suspended</Badge>
            </span>
          ) : null}
        </p>
        <p className="flex text-sm text-muted">
          <span className="truncate">{member.email}</span>
          {/* Where there is no column for it; a long address gives way. */}
          <span className="max-w-1/2 shrink-0 truncate @lg:hidden">&nbsp;· {member.role_name}</span>
        </p>
      </div>
    </div>
  )
}
