'use client'
import { useQuery } from '@tanstack/react-query'
import { Columns3, Download } from 'lucide-react'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import { useColumnChoice } from '@/components/data-table/use-column-choice'
import { useFilters } from '@/components/data-table/use-filters'
import { useSelection } from '@/components/data-table/use-selection'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Button } from '@/components/ui/button'
import { buttonClass, buttonSizes } from '@/components/ui/button-class'
import { Menu } from '@/components/ui/menu'
import { defaultMemberSort, exportHref, memberFilters, memberQueries } from '@/lib/members/queries'
import { bulkLimit, type MemberView } from '@/lib/members/schema'
import type { AssignableRole } from '@/lib/roles/schema'
import { MemberFilters } from './member-filters'
import { MemberSelection } from './member-selection'
import { memberColumnChoices, memberColumnsOf } from './members-columns'
import { useMemberChanges } from './use-member-changes'

type MembersTableProps = {
  accountId: string
  handle: string
  organizationName: string
  roles: AssignableRole[]
}

/** The members of an account, paged, searched, filtered and sorted by the server. */
export function MembersTable({ accountId, handle, organizationName, roles }: MembersTableProps) {
  const state = useTableState({ defaultSort: defaultMemberSort })
  const filters = useFilters(memberFilters)
  const query = { ...state.query, filters: filters.values }
  const { data, error, refetch, isPlaceholderData } = useQuery(memberQueries.list(accountId, query))
  const selection = useSelection({
    rowId: idOf,
    limit: bulkLimit,
    scope: JSON.stringify([query.search, query.sort, query.filters]),
  })
  const columns = useMemo(() => memberColumnsOf(handle), [handle])
  const choice = useColumnChoice(memberColumnChoices)
  const changes = useMemberChanges({ accountId, handle, organizationName, roles, onDone: selection.clear })
  return (
    <>
      <DataTable
        label="Members"
        columns={columns}
        hiddenColumns={choice.hidden}
        rows={data?.rows}
        rowId={idOf}
        rowName={({ name }) => name}
        rowActions={changes.entriesOf}
        state={state}
        filters={
          <MemberFilters accountId={accountId} filters={filters} roles={roles} rows={data?.rows ?? []} />
        }
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        toolbarActions={
          <>
            <Menu
              trigger={
                <Button variant="ghost">
                  <Columns3 aria-hidden />
                  Columns
                </Button>
              }
              entries={choice.entries}
              align="end"
            />
            <a
              href={exportHref(accountId, query)}
              download
              className={buttonClass({ variant: 'ghost', size: buttonSizes.medium })}
            >
              <Download aria-hidden />
              Export CSV
            </a>
          </>
        }
        selection={selection}
        selectionBar={
          selection.ids.size > 0 ? (
            <MemberSelection
              accountId={accountId}
              selection={selection}
              query={query}
              rows={data?.rows ?? []}
              hasMore={data?.nextCursor !== null || query.after !== null}
              changes={changes}
            />
          ) : null
        }
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState title="No members" description="People who accept an invitation are listed here." />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {changes.dialogs}
    </>
  )
}

function idOf({ id }: MemberView): string {
  return id
}
