'use client'
import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { columnsOf, type Column } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { NotShown } from '@/components/feedback/not-shown'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tabs } from '@/components/ui/tabs'
import { TextLink } from '@/components/ui/text-link'
import type { Refusal } from '@/lib/capability'
import { paths } from '@/lib/paths'
import { holdersPrefix, roleQueries } from '@/lib/roles/queries'
import {
  holderKinds,
  permissionToRead,
  type HolderKind,
  type HolderView,
  type RoleUsesView,
} from '@/lib/roles/schema'
import type { RoleUses } from '@/lib/roles/uses'

/** Why the viewer may not see those holders that need a permission besides `read:role`; null where they may. */
export type HolderRefusals = Record<ReturnType<typeof permissionToRead>, Refusal | null>

type RoleHoldersProps = {
  accountId: string
  handle: string
  roleId: string
  uses: RoleUsesView
  kind: HolderKind
  refusals: HolderRefusals
}

const kinds: Record<HolderKind, { label: string; count: keyof RoleUses; empty: string }> = {
  members: { label: 'Members', count: 'members', empty: 'No member has this role.' },
  service_accounts: {
    label: 'Service accounts',
    count: 'serviceAccounts',
    empty: 'No service account has this role.',
  },
  invitations: {
    label: 'Pending invitations',
    count: 'invitations',
    empty: 'No pending invitation offers this role.',
  },
  grants: {
    label: 'Grants',
    count: 'grants',
    empty: 'Nobody was given this role in a workspace that you can open.',
  },
  defaults: {
    label: 'Default roles',
    count: 'defaults',
    empty: 'It is the default role of no workspace that you can open.',
  },
  invited_workspaces: {
    label: 'Offered grants',
    count: 'invitedWorkspaces',
    empty: 'No pending invitation offers this role in a workspace that you can open.',
  },
  connections: {
    label: 'Connections',
    count: 'connections',
    empty: 'No connection to an identity provider gives this role.',
  },
  groups: {
    label: 'Groups',
    count: 'groups',
    empty: 'No group gives this role in the organization.',
  },
  group_grants: {
    label: 'Grants by groups',
    count: 'groupGrants',
    empty: 'No group gives this role in a workspace that you can open.',
  },
}

/** Who has a role, one kind at a time. */
export function RoleHolders(props: RoleHoldersProps) {
  const { uses } = props
  const [kind, setKind] = useQueryState(
    'kind',
    parseAsString.withDefault(props.kind).withOptions({ history: 'replace', shallow: true }),
  )
  return (
    <Tabs
      label="Who holds it"
      value={kind}
      onValueChange={(next) => void setKind(next)}
      tabs={holderKinds.map((value) => {
        const count = uses[kinds[value].count]
        return {
          value,
          label: kinds[value].label,
          ...(count === null || (value === 'members' && uses.isEstimate) ? {} : { count }),
          content: <Holders key={value} {...props} kind={value} />,
        }
      })}
    />
  )
}

const column = columnsOf<HolderView>()

function Holders({ accountId, handle, roleId, kind, refusals }: RoleHoldersProps) {
  const state = useTableState({ prefix: holdersPrefix })
  const refusal = refusals[permissionToRead(kind)]
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...roleQueries.holders(accountId, roleId, { ...state.query, kind }),
    enabled: refusal === null,
  })
  const columns = useMemo(() => columnsFor(handle), [handle])
  const { label, empty } = kinds[kind]
  if (refusal) return <NotShown what={`${label} with this role would be listed here.`} reason={refusal} />
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={data?.rows}
      rowId={({ id, workspace_handle }) => `${id} ${workspace_handle}`}
      rowName={({ name }) => name}
      state={state}
      nextCursor={data?.nextCursor ?? null}
      empty={<EmptyState title={`No ${label.toLowerCase()}`} description={empty} />}
      error={error}
      onRetry={() => void refetch()}
      isStale={isPlaceholderData}
    />
  )
}

function columnsFor(handle: string): readonly Column<HolderView>[] {
  return column.columns([
    column.accessor('name', {
      header: 'Name',
      cell: ({ row }) => <HolderCell holder={row.original} handle={handle} />,
    }),
    column.accessor('detail', {
      header: 'Detail',
      cell: ({ row }) => <DetailCell holder={row.original} handle={handle} />,
      meta: { priority: 2 },
    }),
    column.accessor('expires_at', {
      header: 'Expires',
      cell: ({ getValue }) => (getValue() ? <RelativeTime value={getValue()} /> : null),
      meta: { priority: 3 },
    }),
  ])
}

function HolderCell({ holder, handle }: { holder: HolderView; handle: string }) {
  const { name, kind, membership_id, service_account_id, workspace_handle } = holder
  if (kind === 'defaults' && workspace_handle)
    return (
      <TextLink href={paths.workspace(handle, workspace_handle)} look="title">
        {name}
      </TextLink>
    )
  if (service_account_id)
    return (
      <TextLink href={paths.serviceAccount(handle, service_account_id)} look="title">
        {name}
      </TextLink>
    )
  if (!membership_id) return <span className="font-medium">{name}</span>
  return (
    <TextLink href={paths.member(handle, membership_id)} look="title">
      {name}
    </TextLink>
  )
}

// Of a grant it is the workspace.
function DetailCell({ holder, handle }: { holder: HolderView; handle: string }) {
  const { kind, detail, workspace_handle } = holder
  return (
    <span className="block max-w-72 truncate text-muted">
      {kind === 'grants' && workspace_handle ? (
        <TextLink href={paths.workspace(handle, workspace_handle)} look="title">
          {detail}
        </TextLink>
      ) : (
        detail
      )}
    </span>
  )
}
