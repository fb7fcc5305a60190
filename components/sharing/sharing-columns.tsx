'use client'
import { roleOptions } from '@/components/roles/role-options'
import { createContext, use } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { RoleBadge } from '@/components/ui/role-badge'
import { Select } from '@/components/ui/select'
import { PrincipalName } from './principal-name'
import type { AccessView, SharingEditor } from '@/lib/sharing/schema'
import { PrincipalAvatar } from '@/components/ui/principal-avatar'

const column = columnsOf<AccessView>()

/** What the cells of roles need; apart from the columns, which stay the same so that no cell is made anew under the hand. */
export const RoleChangeContext = createContext<{
  roles: SharingEditor['roles']
  onRoleChange: (row: AccessView, roleId: string) => void
}>({ roles: [], onRoleChange: () => {} })

/** The columns of who can open a workspace. */
export function sharingColumns(handle: string) {
  return column.columns([
    column.accessor('name', {
      header: 'Name',
      cell: ({ row }) => <NameCell row={row.original} handle={handle} />,
    }),
    column.display({
      id: 'role',
      header: 'Workspace role',
      cell: ({ row }) => <RoleCell row={row.original} />,
      meta: { priority: 2 },
    }),
    column.accessor('summary', {
      header: 'Access',
      cell: ({ row }) => <EffectCell row={row.original} />,
      meta: { priority: 3 },
    }),
    column.display({
      id: 'expires',
      header: 'Expires',
      cell: ({ row }) => <ExpiryCell row={row.original} />,
      meta: { priority: 3 },
    }),
  ])
}

function NameCell({ row, handle }: { row: AccessView; handle: string }) {
  const { membership_id, kind, name, email, grant } = row
  return (
    <div className="flex min-w-0 items-center gap-3 py-1">
      <PrincipalAvatar kind={kind} id={membership_id} name={name} />
      <div className="min-w-0">
        <PrincipalName one={row} handle={handle}>
          {grant?.is_expired ? <Badge tone="warning">Expired</Badge> : null}
        </PrincipalName>
        <p className="truncate text-sm text-muted">{email ?? 'Service account'}</p>
        <p className="text-sm text-muted wrap-anywhere @3xl:hidden">
          <EffectText row={row} />
        </p>
      </div>
    </div>
  )
}

function RoleCell({ row }: { row: AccessView }) {
  const { roles, onRoleChange } = use(RoleChangeContext)
  const { grant, can, name } = row
  if (!grant) return <span className="text-muted">–</span>
  if (!can.change.allowed) return <RoleBadge name={grant.role_name} />
  const isKnown = roles.some(({ id }) => id === grant.role_id)
  const options = roleOptions(roles)
  return (
    <Select
      aria-label={`Workspace role of ${name}`}
      isCompact
      value={grant.role_id}
      onValueChange={(roleId) => (roleId === grant.role_id ? undefined : onRoleChange(row, roleId))}
      options={isKnown ? options : [{ value: grant.role_id, label: grant.role_name }, ...options]}
    />
  )
}

function EffectCell({ row }: { row: AccessView }) {
  return (
    <span className="block max-w-80 min-w-52 py-1 text-pretty wrap-anywhere">
      <EffectText row={row} />
    </span>
  )
}

function EffectText({ row: { summary, status, grant } }: { row: AccessView }) {
  if (summary) return summary
  if (status === 'SUSPENDED') return 'Nothing while suspended'
  return grant?.is_expired ? 'Nothing any more' : 'Nothing'
}

function ExpiryCell({ row: { grant } }: { row: AccessView }) {
  if (!grant) return <span className="text-muted">–</span>
  return grant.expires_at ? (
    <RelativeTime value={grant.expires_at} />
  ) : (
    <span className="text-muted">Never</span>
  )
}
