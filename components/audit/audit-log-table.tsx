'use client'
import { useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { DataTable } from '@/components/data-table/data-table'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { LiveNote } from '@/components/ui/live-note'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { auditFilters, auditQueries } from '@/lib/audit/queries'
import type { AuditLogRow } from '@/lib/audit/schema'
import { useLive } from '@/lib/client/use-live'
import { AppError } from '@/lib/errors'
import { AuditFilters } from './audit-filters'
import { AuditLogClosed } from './audit-log-closed'
import { useAuditPlace, useShownEvent } from './audit-place'
import { eventColumns } from './event-columns'
import { narrowings, type Narrowing } from './narrowings'

const EventDialog = lazyDialog(() => import('./event-dialog').then((file) => file.EventDialog))

/** The events of an account, paged, searched and filtered by the server; the newest first, followed as they come. */
export function AuditLogTable() {
  const { accountId } = useAuditPlace()
  const [shown, setShown] = useShownEvent()
  const state = useTableState()
  const filters = useFilters(auditFilters)
  const query = { ...state.query, filters: filters.values }
  const live = useLive()
  const { data, error, refetch, isPlaceholderData, dataUpdatedAt } = useQuery({
    ...auditQueries.list(accountId, query),
    refetchInterval: live.refetchInterval,
  })
  // Whoever lost the permission, or whose plan changed, while the page was open.
  if (error instanceof AppError && error.code === 'forbidden') return <AuditLogClosed reason={error} />

  function narrowTo(name: Narrowing['name'], value: string) {
    filters.set(name, value)
    void setShown(null)
  }
  const entriesOf = (event: AuditLogRow): MenuEntry[] => [
    { label: 'Show details', onSelect: () => void setShown(event.id) },
    { kind: 'separator', id: 'narrow' },
    ...narrowings(event).map(({ label, name, value }) => ({ label, onSelect: () => narrowTo(name, value) })),
  ]
  return (
    <>
      <DataTable
        label="Audit Log"
        searchLabel="Search events"
        columns={eventColumns}
        rows={data?.rows}
        rowId={idOf}
        rowName={({ message }) => message}
        rowActions={entriesOf}
        state={state}
        filters={<AuditFilters filters={filters} rows={data?.rows ?? none} />}
        toolbarActions={
          data ? <LiveNote live={live} updatedAt={dataUpdatedAt} isFailing={error !== null} /> : null
        }
        isFiltered={filters.isSet}
        onClearFilters={filters.clear}
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState
            icon={<ScrollText />}
            title="Nothing happened yet"
            description="Every change, sign-in and refusal is listed here as it happens."
          />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      <EventDialog
        isOpen={shown !== null}
        query={auditQueries.event(accountId, shown ?? '')}
        onClose={() => void setShown(null)}
        onNarrow={narrowTo}
      />
    </>
  )
}

const none: readonly AuditLogRow[] = []

function idOf({ id }: AuditLogRow): string {
  return id
}
