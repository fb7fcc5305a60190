'use client'
import { columnsOf, type Column } from '@/components/data-table/columns'
import { PrincipalAvatar } from '@/components/ui/principal-avatar'
import { Badge } from '@/components/ui/badge'
import { ExplainedBadge } from '@/components/ui/explained-badge'
import { MembershipStatus } from '@/components/ui/membership-status'
import { RelativeTime } from '@/components/ui/relative-time'
import { RoleBadge } from '@/components/ui/role-badge'
import { TextLink } from '@/components/ui/text-link'
import { staleAfterDays } from '@/lib/api-keys/limits'
import { countOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { ServiceAccountView } from '@/lib/service-accounts/schema'

const column = columnsOf<ServiceAccountView>()

const detailColumns = column.columns([
  column.accessor('role_name', {
    header: 'Role',
    cell: ({ getValue }) => <RoleBadge name={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('status', {
    header: 'Status',
    cell: ({ getValue }) => <MembershipStatus status={getValue()} />,
    meta: { priority: 3 },
  }),
  column.accessor('keys', {
    header: 'Keys',
    cell: ({ getValue }) => <Keys keys={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('last_used_at', {
    id: 'used',
    header: 'Last used',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { sortKey: 'used', priority: 3 },
  }),
  column.accessor('workspaces', {
    header: 'Workspaces',
    cell: ({ getValue }) => <span className="tabular-nums">{getValue()}</span>,
    meta: { priority: 3, align: 'end' },
  }),
  column.accessor('created_at', {
    id: 'created',
    header: 'Created',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { sortKey: 'created', priority: 3 },
  }),
])

/** The columns of the list of one organization; made once for a list. */
export function serviceAccountColumnsOf(handle: string): readonly Column<ServiceAccountView>[] {
  const name = column.accessor('name', {
    header: 'Name',
    cell: ({ row }) => (
      <NameCell account={row.original} href={paths.serviceAccount(handle, row.original.id)} />
    ),
    meta: { sortKey: 'name' },
  })
  return [...column.columns([name]), ...detailColumns]
}

function NameCell({ account, href }: { account: ServiceAccountView; href: string }) {
  const { id, name, description, role_name, status, keys } = account
  return (
    <div className="flex min-w-0 items-center gap-3 py-1.5">
      <PrincipalAvatar kind="SERVICE_ACCOUNT" id={id} name={name} />
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <span className="truncate">
            <TextLink href={href} look="title">
              {name}
            </TextLink>
          </span>
          {status === 'SUSPENDED' ? (
            <span className="@3xl:hidden">
              <Badge tone="warning">Suspended</Badge>
            </span>
          ) : null}
        </p>
        {description ? <p className="max-w-72 truncate text-sm text-muted">{description}</p> : null}
        {/* Where there are no columns for it. */}
        <p className="truncate text-sm text-muted @lg:hidden">
          {role_name} · {keysText(keys)}
        </p>
      </div>
    </div>
  )
}

function Keys({ keys }: Pick<ServiceAccountView, 'keys'>) {
  const { active, stale, next_expires_at } = keys
  return (
    <div className="py-1">
      <p className="flex items-center gap-2 whitespace-nowrap tabular-nums">
        {active === 0 ? <span className="text-muted">None</span> : active}
        {stale > 0 ? (
          <ExplainedBadge
            label={stale === active && active > 0 ? 'Stale' : `${stale} stale`}
            tone="warning"
            explanation={`${countOf(stale, 'key was', 'keys were')} not used for ${staleAfterDays} days. Revoke what nothing needs any more.`}
          />
        ) : null}
      </p>
      {next_expires_at ? (
        <p className="text-sm whitespace-nowrap text-muted">
          {active === 1 ? 'Ends' : 'Next ends'} <RelativeTime value={next_expires_at} />
        </p>
      ) : null}
    </div>
  )
}

function keysText({ active, stale }: ServiceAccountView['keys']): string {
  if (active === 0) return 'No keys'
  return stale > 0 ? `${countOf(active, 'key')}, ${stale} stale` : countOf(active, 'key')
}
