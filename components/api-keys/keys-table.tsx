'use client'
import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { keysPrefix, type apiKeyQueries } from '@/lib/api-keys/queries'
import type { CreatedKey } from '@/lib/api-keys/schema'
import { serviceAccountKeyColumns, userKeyColumns } from './key-columns'
import { useKeyActions, type KeyChanges } from './use-key-actions'

const columns = { user: userKeyColumns, service_account: serviceAccountKeyColumns }

type KeysTableProps = {
  owner: keyof typeof columns
  query: (after: string | null) => ReturnType<typeof apiKeyQueries.ofUser>
  changes: KeyChanges
  /** A key was made in the place of another. */
  onCreated: (created: CreatedKey) => void
  empty: { description: string; action: React.ReactNode }
}

/** The API keys of a person or of a service account, with what one may do to each. */
export function KeysTable({ owner, query, changes, onCreated, empty }: KeysTableProps) {
  const state = useTableState({ prefix: keysPrefix })
  const { data, error, refetch, isPlaceholderData } = useQuery(query(state.query.after))
  const actions = useKeyActions({
    rows: data?.rows ?? [],
    onStart: () => void refetch(),
    changes,
    onCreated,
  })
  return (
    <>
      <DataTable
        label="API keys"
        columns={columns[owner]}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={actions.entriesOf}
        state={state}
        searchLabel={null}
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState
            icon={<KeyRound />}
            title="No API keys"
            description={empty.description}
            action={empty.action}
          />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {actions.dialogs}
    </>
  )
}
