'use client'
import { SelectionBar } from '@/components/data-table/selection-bar'
import { useSelectAll } from '@/components/data-table/use-select-all'
import type { RowSelection } from '@/components/data-table/use-selection'
import { Button } from '@/components/ui/button'
import { sharedReason } from '@/components/ui/disabled-reason'
import type { ListQuery } from '@/lib/client/list-query'
import { fetchMatching } from '@/lib/members/queries'
import { bulkLimit, type MemberCapabilities, type MemberView } from '@/lib/members/schema'
import type { MemberChange, MemberChanges } from './use-member-changes'

type MemberSelectionProps = {
  accountId: string
  selection: RowSelection<MemberView>
  query: ListQuery
  /** Those the page shows, which may have changed since they were selected. */
  rows: readonly MemberView[]
  /** Whether there are more than the page shows. */
  hasMore: boolean
  changes: MemberChanges
}

/** What can be done with the selected members. A button is refused only when it would be for each of them. */
export function MemberSelection(props: MemberSelectionProps) {
  const { accountId, selection, query, rows, hasMore, changes } = props
  const { isSelectingAll, selectAll } = useSelectAll(selection, () =>
    fetchMatching(accountId, query, bulkLimit),
  )
  const shown = new Map(rows.map((row) => [row.id, row]))
  const members = [...selection.rows.values()].map((row) => shown.get(row.id) ?? row)
  const button = (label: string, change: MemberChange, capability: keyof MemberCapabilities) => (
    <Button
      size="small"
      disabledReason={sharedReason(members.map(({ can }) => can[capability]))}
      onClick={() => changes.start(change, members)}
    >
      {label}
    </Button>
  )
  return (
    <SelectionBar
      count={selection.ids.size}
      limit={bulkLimit}
      noun="member"
      onClear={selection.clear}
      onSelectAll={hasMore && selection.ids.size < bulkLimit ? selectAll : undefined}
      isSelectingAll={isSelectingAll}
    >
      {button('Change role', 'role', 'changeRole')}
      {button('Suspend', 'suspend', 'suspend')}
      {button('Reactivate', 'reactivate', 'reactivate')}
      {button('Remove', 'remove', 'remove')}
    </SelectionBar>
  )
}
