'use client'
import { useQuery } from '@tanstack/react-query'
import { Bot } from 'lucide-react'
import { useMemo } from 'react'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { DataTable } from '@/components/data-table/data-table'
import { FilterSelect } from '@/components/data-table/filter-select'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { Button } from '@/components/ui/button'
import { reasonOf } from '@/components/ui/disabled-reason'
import {
  defaultServiceAccountSort,
  serviceAccountFilters,
  serviceAccountQueries,
} from '@/lib/service-accounts/queries'
import type { ServiceAccountEditor } from '@/lib/service-accounts/schema'
import { serviceAccountColumnsOf } from './service-account-columns'
import { useServiceAccountChanges } from './use-service-account-changes'

const statuses = [
  { value: '', label: 'Any status' },
  { value: 'ACTIVE', label: 'Active' },
  { value: 'SUSPENDED', label: 'Suspended' },
]
const keys = [
  { value: '', label: 'Any keys' },
  { value: 'stale', label: 'With a stale key' },
  { value: 'none', label: 'Without a working key' },
]

type ServiceAccountsTableProps = {
  accountId: string
  handle: string
  organizationName: string
  editor: ServiceAccountEditor
  /** The first step where there is none. */
  onCreate: () => void
}

/** The service accounts of an organization, paged, searched, filtered and sorted by the server. */
export function ServiceAccountsTable(props: ServiceAccountsTableProps) {
  const { accountId, handle, organizationName, editor, onCreate } = props
  const state = useTableState({ defaultSort: defaultServiceAccountSort })
  const filters = useFilters(serviceAccountFilters)
  const query = { ...state.query, filters: filters.values }
  const { data, error, refetch, isPlaceholderData } = useQuery(serviceAccountQueries.list(accountId, query))
  const changes = useServiceAccountChanges({ accountId, organizationName, roles: editor.roles })
  const columns = useMemo(() => serviceAccountColumnsOf(handle), [handle])
  return (
    <>
      <DataTable
        label="Service Accounts"
        columns={columns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={changes.entriesOf}
        state={state}
        filters={
          <>
            <FilterSelect filters={filters} name="status" label="Filter by status" options={statuses} />
            <FilterSelect filters={filters} name="keys" label="Filter by keys" options={keys} />
            <ClearFilters filters={filters} />
          </>
        }
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState
            icon={<Bot />}
            title="No service accounts"
            description="A service account lets a program, such as a build server or a nightly job, work here with keys of its own: it goes on when people leave, and may do no more than you give it."
            action={
              <Button variant="primary" onClick={onCreate} disabledReason={reasonOf(editor.create)}>
                Create service account
              </Button>
            }
          />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {changes.dialogs}
    </>
  )
}
