'use client'
import { useQuery } from '@tanstack/react-query'
import { Building2 } from 'lucide-react'
import { useState } from 'react'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Badge } from '@/components/ui/badge'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { RelativeTime } from '@/components/ui/relative-time'
import { countedAtMost, type OperatorAccountRow, type UsageView } from '@/lib/operator/schema'
import { accountFilters, defaultOperatorSort, operatorQueries } from '@/lib/operator/queries'
import { plans } from '@/lib/plans/schema'
import { SetPlanDialog } from './set-plan-dialog'
import { StateBadge } from './state-badge'
import { SuspendAccountDialog } from './suspend-account-dialog'

const planOptions = [
  { value: '', label: 'Any plan' },
  ...Object.values(plans).map(({ name, title }) => ({ value: name, label: title })),
]
const kindOptions = [
  { value: '', label: 'Any kind' },
  { value: 'ORGANIZATION', label: 'Organizations' },
  { value: 'PERSONAL', label: 'Personal accounts' },
]
const stateOptions = [
  { value: '', label: 'Any state' },
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
]

const column = columnsOf<OperatorAccountRow>()

const columns = column.columns([
  column.accessor('name', {
    header: 'Account',
    cell: ({ row }) => <AccountCell account={row.original} />,
    meta: { sortKey: 'name' },
  }),
  column.accessor('plan', {
    header: 'Plan',
    cell: ({ getValue }) => <Badge>{plans[getValue()].title}</Badge>,
  }),
  column.accessor('members', {
    header: 'Members',
    cell: ({ getValue }) => <Usage usage={getValue()} />,
    meta: { priority: 2, align: 'end' },
  }),
  column.accessor('service_accounts', {
    header: 'Service accounts',
    cell: ({ getValue }) => <Usage usage={getValue()} />,
    meta: { priority: 3, align: 'end' },
  }),
  column.accessor('workspaces', {
    header: 'Workspaces',
    cell: ({ getValue }) => <Usage usage={getValue()} />,
    meta: { priority: 3, align: 'end' },
  }),
  column.accessor('created_at', {
    header: 'Created',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 3, sortKey: 'created' },
  }),
])

type Opened = { kind: 'plan' | 'suspension'; account: OperatorAccountRow }

/** All accounts of the installation with their plans and how much of them they use. */
export function AccountsTable() {
  const state = useTableState({ defaultSort: defaultOperatorSort })
  const filters = useFilters(accountFilters)
  const query = { ...state.query, filters: filters.values }
  const { data, error, refetch, isPlaceholderData } = useQuery(operatorQueries.accounts(query))
  const [opened, setOpened] = useState<Opened | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  const open = (kind: Opened['kind'], account: OperatorAccountRow) => {
    setOpened({ kind, account })
    setIsOpen(true)
  }

  const actionsOf = (account: OperatorAccountRow): MenuEntry[] => [
    { label: 'Set plan', onSelect: () => open('plan', account) },
    account.suspended_at === null
      ? { label: 'Suspend', tone: 'danger', onSelect: () => open('suspension', account) }
      : { label: 'Reactivate', onSelect: () => open('suspension', account) },
  ]

  return (
    <>
      <DataTable
        label="Accounts"
        columns={columns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={actionsOf}
        state={state}
        filters={
          <>
            <FilterSelect filters={filters} name="plan" label="Filter by plan" options={planOptions} />
            <FilterSelect filters={filters} name="kind" label="Filter by kind" options={kindOptions} />
            <FilterSelect filters={filters} name="state" label="Filter by state" options={stateOptions} />
            <ClearFilters filters={filters} />
          </>
        }
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState
            icon={<Building2 />}
            title="No accounts yet"
            description="Every person has an account of their own, and makes organizations for others."
          />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {opened?.kind === 'plan' ? (
        <SetPlanDialog
          key={opened.account.id}
          isOpen={isOpen}
          onOpenChange={setIsOpen}
          account={opened.account}
        />
      ) : null}
      {opened?.kind === 'suspension' ? (
        <SuspendAccountDialog isOpen={isOpen} onOpenChange={setIsOpen} account={opened.account} />
      ) : null}
    </>
  )
}

function AccountCell({ account }: { account: OperatorAccountRow }) {
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-x-2">
        <span className="max-w-full truncate font-medium">{account.name}</span>
        {account.suspended_at === null ? null : <StateBadge suspendedAt={account.suspended_at} />}
      </p>
      <p className="truncate text-sm text-muted">
        <span className="font-mono">{account.handle}</span>
        {account.kind === 'PERSONAL' ? ' · personal' : ''}
      </p>
    </div>
  )
}

function Usage({ usage: { used, limit } }: { usage: UsageView }) {
  const count = used >= countedAtMost ? `${countedAtMost.toLocaleString('en')}+` : String(used)
  return (
    <span className={limit !== null && used > limit ? 'text-danger tabular-nums' : 'tabular-nums'}>
      {limit === null ? count : `${count} of ${limit}`}
    </span>
  )
}
