'use client'
import { useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useState } from 'react'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Badge } from '@/components/ui/badge'
import { reasonOf } from '@/components/ui/disabled-reason'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { RelativeTime } from '@/components/ui/relative-time'
import type { OperatorUserRow } from '@/lib/operator/schema'
import { defaultOperatorSort, operatorQueries, userFilters } from '@/lib/operator/queries'
import { StateBadge } from './state-badge'
import { resetLabel, UserOrderDialog, type UserOrder } from './user-order-dialog'

const stateOptions = [
  { value: '', label: 'Any state' },
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
]

const column = columnsOf<OperatorUserRow>()

const columns = column.columns([
  column.accessor('name', {
    header: 'User',
    cell: ({ row }) => <UserCell user={row.original} />,
    meta: { sortKey: 'name' },
  }),
  column.accessor('suspended_at', {
    header: 'State',
    cell: ({ getValue }) => <StateBadge suspendedAt={getValue()} />,
  }),
  column.accessor('accounts', {
    header: 'Accounts',
    cell: ({ getValue }) => <span className="tabular-nums">{getValue()}</span>,
    meta: { priority: 3, align: 'end' },
  }),
  column.accessor('sessions', {
    header: 'Sessions',
    cell: ({ getValue }) => <span className="tabular-nums">{getValue()}</span>,
    meta: { priority: 2, align: 'end' },
  }),
  column.accessor('last_active_at', {
    header: 'Last active',
    cell: ({ getValue }) => <LastActive at={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('created_at', {
    header: 'Created',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 3, sortKey: 'created' },
  }),
])

/** All people of the installation, and whether they may sign in. */
export function UsersTable({ sendsMail }: { sendsMail: boolean }) {
  const state = useTableState({ defaultSort: defaultOperatorSort })
  const filters = useFilters(userFilters)
  const query = { ...state.query, filters: filters.values }
  const { data, error, refetch, isPlaceholderData } = useQuery(operatorQueries.users(query))
  const [opened, setOpened] = useState<{ order: UserOrder; user: OperatorUserRow } | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  const open = (order: UserOrder, user: OperatorUserRow) => {
    setOpened({ order, user })
    setIsOpen(true)
  }

  const actionsOf = (user: OperatorUserRow): MenuEntry[] => [
    {
      label: 'End sessions',
      onSelect: () => open('end_sessions', user),
      disabledReason: user.sessions === 0 ? 'Not signed in anywhere.' : undefined,
    },
    {
      label: resetLabel(sendsMail),
      onSelect: () => open('reset_password', user),
      disabledReason: reasonOf(user.can.resetPassword),
    },
    user.suspended_at === null
      ? {
          label: 'Suspend',
          tone: 'danger',
          onSelect: () => open('suspend', user),
          disabledReason: reasonOf(user.can.suspend),
        }
      : { label: 'Reactivate', onSelect: () => open('reactivate', user) },
  ]

  return (
    <>
      <DataTable
        label="Users"
        columns={columns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={actionsOf}
        state={state}
        filters={
          <>
            <FilterSelect filters={filters} name="state" label="Filter by state" options={stateOptions} />
            <ClearFilters filters={filters} />
          </>
        }
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState icon={<Users />} title="No users yet" description="Whoever signs up is listed here." />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {opened ? (
        <UserOrderDialog isOpen={isOpen} onOpenChange={setIsOpen} sendsMail={sendsMail} {...opened} />
      ) : null}
    </>
  )
}

function UserCell({ user }: { user: OperatorUserRow }) {
  return (
    <div className="min-w-0">
      <p className="flex items-center gap-2">
        <span className="truncate font-medium">{user.name}</span>
        {user.is_operator ? <Badge tone="accent">Operator</Badge> : null}
      </p>
      <p className="truncate text-sm text-muted">
        {user.email}
        {user.is_email_verified ? '' : ' · not confirmed'}
      </p>
    </div>
  )
}

function LastActive({ at }: { at: string | null }) {
  return at ? <RelativeTime value={at} /> : <span className="text-muted">Never</span>
}
