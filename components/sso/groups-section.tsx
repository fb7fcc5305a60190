'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { Badge } from '@/components/ui/badge'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { PageSection } from '@/components/ui/page-section'
import { RoleBadge } from '@/components/ui/role-badge'
import { WarningNote } from '@/components/ui/warning-note'
import { cappedCountOf, countedAtMost, countOf, countText } from '@/lib/format'
import { groupMappingQueries } from '@/lib/groups/queries'
import type { GroupMappingView } from '@/lib/groups/schema'
import type { AssignableRole } from '@/lib/roles/schema'
import { useGroups } from './use-groups'

const GroupDialog = lazyDialog(() => import('./group-dialog').then((file) => file.GroupDialog))

type GroupsSectionProps = { accountId: string; roles: AssignableRole[] }
type Opened = 'add' | 'edit' | 'delete' | null

const column = columnsOf<GroupMappingView>()

const group = column.accessor('group', {
  header: 'Group',
  cell: ({ row }) => <GroupCell mapping={row.original} />,
})
const provider = column.display({
  id: 'provider',
  header: 'Provider',
  cell: ({ row }) => <ProviderCell mapping={row.original} />,
  meta: { priority: 2 },
})
const others = [
  column.display({
    id: 'role',
    header: 'Organization role',
    cell: ({ row }) =>
      row.original.role ? (
        <RoleBadge name={row.original.role.name} />
      ) : (
        <span className="text-muted">None</span>
      ),
  }),
  column.accessor('members', {
    header: 'Members',
    cell: ({ getValue }) => <span className="tabular-nums">{countText(getValue(), countedAtMost)}</span>,
    meta: { priority: 2, align: 'end' },
  }),
] as const
const columns = column.columns([group, ...others])
const columnsWithProvider = column.columns([group, provider, ...others])

/** What groups of the identity provider give, in the order in which they count. */
export function GroupsSection({ accountId, roles }: GroupsSectionProps) {
  const { data, error, refetch } = useQuery(groupMappingQueries.list(accountId))
  const { create, update, remove } = useGroups(accountId)
  const [opened, setOpened] = useState<Opened>(null)
  // The dialogs keep what they show while they close.
  const [chosen, setChosen] = useState<GroupMappingView | null>(null)
  const providers = data?.providers ?? []
  const isOfSeveral = providers.length > 1 || data?.mappings.some((one) => one.provider !== null)
  const ofAny = data?.mappings.filter((one) => one.provider === null).length ?? 0
  const refusal = data ? reasonOf(data.can.update) : 'The groups are not loaded yet.'
  const open = (what: Opened, mapping: GroupMappingView | null = null) => {
    setChosen(mapping)
    setOpened(what)
  }
  const dialog = (what: Opened) => ({ isOpen: opened === what, onOpenChange: () => setOpened(null) })
  const move = ({ id, version, position }: GroupMappingView, by: number) =>
    update.mutate({ accountId, mappingId: id, expectedVersion: version, position: position + by })
  const entriesOf = (mapping: GroupMappingView): MenuEntry[] => [
    { label: 'Edit', onSelect: () => open('edit', mapping), disabledReason: refusal },
    {
      label: 'Move up',
      onSelect: () => move(mapping, -1),
      disabledReason: refusal ?? (mapping.position > 1 ? undefined : 'It is the first already.'),
    },
    {
      label: 'Move down',
      onSelect: () => move(mapping, 1),
      disabledReason:
        refusal ?? (mapping.position < (data?.mappings.length ?? 0) ? undefined : 'It is the last already.'),
    },
    { kind: 'separator', id: 'delete' },
    {
      label: 'Delete',
      tone: 'danger',
      onSelect: () => open('delete', mapping),
      disabledReason: data ? reasonOf(data.can.delete) : refusal,
    },
  ]
  return (
    <PageSection
      id="groups"
      title="Groups"
      description="What groups of the identity provider give. Of several organization roles that of the first group counts; roles in workspaces add up."
      actions={
        <AddButton
          label="Add group"
          onClick={() => open('add')}
          disabledReason={data ? reasonOf(data.can.create) : refusal}
        />
      }
    >
      {providers.length > 1 && ofAny > 0 ? (
        <div className="mb-3">
          <WarningNote>
            {countOf(ofAny, 'group counts', 'groups count')} whichever provider names it. Choose the provider
            of those that only one may give.
          </WarningNote>
        </div>
      ) : null}
      <DataTable
        label="Groups"
        columns={isOfSeveral ? columnsWithProvider : columns}
        rows={data?.mappings}
        rowId={({ id }) => id}
        rowName={({ group }) => group}
        rowActions={entriesOf}
        empty={
          <EmptyState
            title="No groups yet"
            description="Say what a group of your identity provider gives: an organization role, roles in workspaces, or both."
          />
        }
        error={error}
        onRetry={() => void refetch()}
      />
      <GroupDialog
        {...dialog('add')}
        accountId={accountId}
        mapping={null}
        providers={providers}
        roles={roles}
        action={(terms) => create.submit({ accountId, ...terms })}
      />
      {chosen ? (
        <>
          <GroupDialog
            key={`edit ${chosen.id} ${chosen.version}`}
            {...dialog('edit')}
            accountId={accountId}
            mapping={chosen}
            providers={providers}
            roles={roles}
            action={(terms) =>
              update.submit({ accountId, mappingId: chosen.id, expectedVersion: chosen.version, ...terms })
            }
          />
          <ConfirmDialog
            {...dialog('delete')}
            title={`Delete ${chosen.group}`}
            consequence={deletionText(chosen)}
            confirmLabel="Delete"
            action={() => remove.submit({ accountId, mappingId: chosen.id })}
          />
        </>
      ) : null}
    </PageSection>
  )
}

function GroupCell({ mapping: { group, workspaces } }: { mapping: GroupMappingView }) {
  return (
    <div className="min-w-0 py-1.5">
      <p className="font-mono text-sm font-medium wrap-anywhere">{group}</p>
      <p className="text-sm text-muted wrap-anywhere">
        {workspaces.length === 0
          ? 'No workspaces'
          : workspaces.map(({ workspace, role }) => `${workspace.name} (${role.name})`).join(', ')}
      </p>
    </div>
  )
}

function ProviderCell({ mapping: { provider: named } }: { mapping: GroupMappingView }) {
  if (!named) return <span className="text-muted">Any</span>
  return (
    <span className="flex flex-wrap items-center gap-2">
      {named.name}
      {named.is_active ? null : <Badge tone="warning">Not active</Badge>}
    </span>
  )
}

function deletionText({ members, role, workspaces }: GroupMappingView): string {
  const who = `${cappedCountOf(members, 'member is', 'members are')} in this group.`
  const what = role ? ` Those with ${role.name} by it get back the role they had.` : ''
  return `${who}${what} What it gives in ${countOf(workspaces.length, 'workspace')} ends.`
}
