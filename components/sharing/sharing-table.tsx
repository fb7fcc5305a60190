'use client'
import { useQuery } from '@tanstack/react-query'
import { Bot, Users } from 'lucide-react'
import { useMemo } from 'react'
import { useAccountWord } from '@/components/accounts/account-kind'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { SelectionBar } from '@/components/data-table/selection-bar'
import { useFilters } from '@/components/data-table/use-filters'
import { useSelectAll } from '@/components/data-table/use-select-all'
import { type RowSelection, useSelection } from '@/components/data-table/use-selection'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Button } from '@/components/ui/button'
import { sharedReason } from '@/components/ui/disabled-reason'
import { TextLink } from '@/components/ui/text-link'
import type { ListQuery } from '@/lib/client/list-query'
import { paths } from '@/lib/paths'
import {
  accessFilters,
  fetchMatchingAccess,
  sharingQueries,
  type SharedWorkspace,
} from '@/lib/sharing/queries'
import { sharingLimit, type AccessView, type SharingEditor } from '@/lib/sharing/schema'
import { RoleChangeContext, sharingColumns } from './sharing-columns'
import type { SharingChanges } from './use-sharing-changes'
import { accessNoun } from './use-sharing-actions'

type SharingTableProps = {
  of: SharedWorkspace
  editor: SharingEditor
  changes: SharingChanges
  selection: RowSelection<AccessView>
  query: ListQuery
}

/** Who was added to the workspace and who comes in by the organization role, each with the effect and where it comes from. */
export function SharingTable({ of, editor, changes, selection, query }: SharingTableProps) {
  const state = useTableState()
  const filters = useFilters(accessFilters)
  const { data, error, refetch, isPlaceholderData } = useQuery(sharingQueries.list(of, query))
  const { handle } = editor.workspace.account
  const { start, changeInPlace } = changes
  const columns = useMemo(() => sharingColumns(handle), [handle])
  const rows = data?.rows ?? []
  const isOfServiceAccounts = filters.values['kind'] === 'SERVICE_ACCOUNT' && !filters.values['source']
  return (
    <RoleChangeContext value={{ roles: editor.roles, onRoleChange: changeInPlace }}>
      <DataTable
        label="Workspace Sharing"
        searchLabel="Search by name or address"
        columns={columns}
        rows={data?.rows}
        rowId={idOf}
        rowName={({ name }) => name}
        rowActions={changes.entriesOf}
        state={state}
        filters={
          <>
            <FilterSelect filters={filters} name="source" label="Filter by source" options={sources} />
            <FilterSelect filters={filters} name="kind" label="Filter by kind" options={kinds} />
          </>
        }
        // None of a kind is not a search that found nothing: the next step is another one.
        isFiltered={filters.isSet && !isOfServiceAccounts}
        onClearFilters={filters.clear}
        selection={selection}
        selectionBar={
          selection.ids.size > 0 ? (
            <Selection
              of={of}
              query={query}
              selection={selection}
              rows={rows}
              hasMore={data?.nextCursor !== null || query.after !== null}
              onChange={(selected) => start('change', selected)}
              onRemove={(selected) => start('remove', selected)}
            />
          ) : null
        }
        nextCursor={data?.nextCursor ?? null}
        empty={
          isOfServiceAccounts ? (
            <NoServiceAccounts handle={handle} onClear={filters.clear} />
          ) : (
            <EmptyState
              icon={<Users />}
              title="Nobody has been added"
              description="Add members or service accounts and give them a role here."
            />
          )
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
    </RoleChangeContext>
  )
}

function NoServiceAccounts({ handle, onClear }: { handle: string; onClear: () => void }) {
  const word = useAccountWord()
  return (
    <EmptyState
      icon={<Bot />}
      title="No service account opens this workspace"
      description={
        word === 'organization' ? (
          <>
            Add one here with the role it needs. Is there none yet?{' '}
            <TextLink href={paths.createServiceAccount(handle)}>Create service account</TextLink>
          </>
        ) : (
          'A personal account has no service accounts: they belong to organizations.'
        )
      }
      action={<Button onClick={onClear}>Show everybody</Button>}
    />
  )
}

/** The state of the list, for the page that has the changes beside it. */
export function useSharingList() {
  const state = useTableState()
  const filters = useFilters(accessFilters)
  const query = { ...state.query, filters: filters.values }
  const selection = useSelection({
    rowId: idOf,
    limit: sharingLimit,
    scope: JSON.stringify([query.search, query.filters]),
  })
  return { query, selection }
}

const sources = [
  { value: '', label: 'Any source' },
  { value: 'grant', label: 'Added here' },
  { value: 'organization_role', label: 'By organization role' },
  { value: 'group', label: 'By group' },
]
const kinds = [
  { value: '', label: 'Any kind' },
  { value: 'USER', label: 'Members' },
  { value: 'SERVICE_ACCOUNT', label: 'Service accounts' },
]

function idOf({ membership_id }: AccessView): string {
  return membership_id
}

type SelectionProps = {
  of: SharedWorkspace
  query: ListQuery
  selection: RowSelection<AccessView>
  /** Those the page shows, which may have changed since they were selected. */
  rows: readonly AccessView[]
  hasMore: boolean
  onChange: (rows: AccessView[]) => void
  onRemove: (rows: AccessView[]) => void
}

function Selection({ of, query, selection, rows, hasMore, onChange, onRemove }: SelectionProps) {
  const { isSelectingAll, selectAll } = useSelectAll(selection, () =>
    fetchMatchingAccess(of, query, sharingLimit),
  )
  const shown = new Map(rows.map((row) => [row.membership_id, row]))
  const selected = [...selection.rows.values()].map((row) => shown.get(row.membership_id) ?? row)
  return (
    <SelectionBar
      count={selection.ids.size}
      limit={sharingLimit}
      noun={accessNoun.one}
      nouns={accessNoun.many}
      onClear={selection.clear}
      onSelectAll={hasMore && selection.ids.size < sharingLimit ? selectAll : undefined}
      isSelectingAll={isSelectingAll}
    >
      <Button
        size="small"
        disabledReason={sharedReason(selected.map(({ can }) => can.change))}
        onClick={() => onChange(selected)}
      >
        Change role
      </Button>
      <Button
        size="small"
        disabledReason={sharedReason(selected.map(({ can }) => can.remove))}
        onClick={() => onRemove(selected)}
      >
        Remove
      </Button>
    </SelectionBar>
  )
}
