'use client'
import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { columnsOf, type Column } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { Badge } from '@/components/ui/badge'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import { TextLink } from '@/components/ui/text-link'
import { useDialog } from '@/lib/client/use-dialog'
import { paths } from '@/lib/paths'
import { defaultRoleSort, roleFilters, roleQueries } from '@/lib/roles/queries'
import type { RoleEditor, RoleView } from '@/lib/roles/schema'
import { usesSummary } from '@/lib/roles/uses'
import { PlanNotice } from './plan-notice'
import { useRoleActions } from './use-role-actions'

const CreateRoleDialog = lazyDialog(() =>
  import('./create-role-dialog').then((file) => file.CreateRoleDialog),
)

const column = columnsOf<RoleView>()

const levels = [
  { value: '', label: 'All roles' },
  { value: 'organization', label: 'Organization roles' },
  { value: 'workspace', label: 'Workspace roles' },
]
const kinds = [
  { value: '', label: 'Built-in and custom' },
  { value: 'built_in', label: 'Built-in' },
  { value: 'custom', label: 'Custom' },
]
const levelTexts = { organization: 'Organization', workspace: 'Workspace', both: 'Both' }

type RolesViewProps = { accountId: string; handle: string; editor: RoleEditor }

/** The roles of an organization, and making another one. */
export function RolesView({ accountId, handle, editor }: RolesViewProps) {
  const router = useRouter()
  const { isOpen, setIsOpen } = useDialog('create')
  const [from, setFrom] = useQueryState(
    'from',
    parseAsString.withOptions({ history: 'replace', shallow: true }),
  )
  return (
    <>
      <PageHeader
        title="Roles"
        description="What members may do in the organization, and what people and service accounts may do in workspaces."
        actions={
          <AddButton
            label="Create role"
            onClick={() => setIsOpen(true)}
            disabledReason={reasonOf(editor.create)}
          />
        }
      />
      <PlanNotice create={editor.create} />
      <RolesTable accountId={accountId} handle={handle} editor={editor} />
      <CreateRoleDialog
        isOpen={isOpen}
        onOpenChange={(isNext) => {
          setIsOpen(isNext)
          if (!isNext) void setFrom(null)
        }}
        accountId={accountId}
        editor={editor}
        fromRoleId={from}
        onCreated={(roleId) => router.push(paths.role(handle, roleId))}
      />
    </>
  )
}

function RolesTable({ accountId, handle, editor }: RolesViewProps) {
  const state = useTableState({ defaultSort: defaultRoleSort })
  const filters = useFilters(roleFilters)
  const query = { ...state.query, filters: filters.values }
  const { data, error, refetch, isPlaceholderData } = useQuery(roleQueries.list(accountId, query))
  const actions = useRoleActions({ accountId, handle, editor })
  const columns = useMemo(() => columnsFor(handle), [handle])
  return (
    <>
      <DataTable
        label="Roles"
        columns={columns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={actions.entriesOf}
        state={state}
        filters={
          <>
            <FilterSelect filters={filters} name="level" label="Filter by level" options={levels} />
            <FilterSelect filters={filters} name="kind" label="Filter by kind" options={kinds} />
            <ClearFilters filters={filters} />
          </>
        }
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        toolbarActions={<TextLink href={paths.compareRoles(handle)}>Compare roles</TextLink>}
        nextCursor={data?.nextCursor ?? null}
        empty={<EmptyState title="No roles" description="Roles say what members may do." />}
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {actions.dialogs}
    </>
  )
}

const detailColumns = column.columns([
  column.accessor('level', {
    header: 'Level',
    cell: ({ getValue }) => <span className="text-muted">{levelTexts[getValue()]}</span>,
    meta: { priority: 2 },
  }),
  column.accessor('permission_count', {
    header: 'Permissions',
    cell: ({ getValue }) => <span className="tabular-nums">{getValue()}</span>,
    meta: { priority: 3, align: 'end' },
  }),
  column.accessor(({ uses }) => usesSummary(uses), {
    id: 'uses',
    header: 'Held by',
    cell: ({ getValue }) => <span className="block max-w-56 truncate tabular-nums">{getValue()}</span>,
    meta: { priority: 2 },
  }),
])

function columnsFor(handle: string): readonly Column<RoleView>[] {
  const name = column.accessor('name', {
    header: 'Name',
    cell: ({ row }) => <RoleCell role={row.original} href={paths.role(handle, row.original.id)} />,
    meta: { sortKey: 'name' },
  })
  return [...column.columns([name]), ...detailColumns]
}

function RoleCell({ role, href }: { role: RoleView; href: string }) {
  return (
    <div className="min-w-0 py-1.5">
      <p className="flex items-center gap-2">
        <span className="truncate">
          <TextLink href={href} look="title">
            {role.name}
          </TextLink>
        </span>
        {role.is_built_in ? null : <Badge tone="accent">Custom</Badge>}
      </p>
      <p className="truncate text-sm text-muted">{role.description}</p>
    </div>
  )
}
