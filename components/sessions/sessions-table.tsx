'use client'
import { useQuery } from '@tanstack/react-query'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { EmptyState } from '@/components/feedback/empty-state'
import { Badge } from '@/components/ui/badge'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { RelativeTime } from '@/components/ui/relative-time'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { revokeSessionAction } from '@/lib/sessions/actions'
import { sessionKeys, sessionQueries } from '@/lib/sessions/queries'
import type { SessionView } from '@/lib/sessions/schema'

const column = columnsOf<SessionView>()

const columns = column.columns([
  column.accessor('device', { header: 'Device', cell: ({ row }) => <DeviceCell session={row.original} /> }),
  column.accessor('last_used_at', {
    header: 'Last used',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('created_at', {
    header: 'Signed in',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 3 },
  }),
])

/** The browsers one is signed in with. */
export function SessionsTable() {
  const { data, error, refetch } = useQuery(sessionQueries.list())
  const revoke = useActionMutation(revokeSessionAction, {
    invalidates: [sessionKeys.all()],
    optimistic: {
      queryKey: sessionKeys.all(),
      update: (sessions: SessionView[], { sessionId }: { sessionId: string }) =>
        sessions.filter(({ id }) => id !== sessionId),
    },
    successMessage: 'The device was signed out.',
  })
  const actionsOf = (session: SessionView): MenuEntry[] => [
    {
      label: 'Revoke',
      tone: 'danger',
      onSelect: () => revoke.mutate({ sessionId: session.id }),
      disabledReason: session.is_current ? 'This is the device you are using. Sign out instead.' : undefined,
    },
  ]
  return (
    <DataTable
      label="Sessions"
      columns={columns}
      rows={data}
      rowId={({ id }) => id}
      rowName={({ device }) => device}
      rowActions={actionsOf}
      empty={
        <EmptyState title="No sessions" description="The devices you are signed in with are listed here." />
      }
      error={error}
      onRetry={() => void refetch()}
    />
  )
}

function DeviceCell({ session }: { session: SessionView }) {
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-x-2">
        <span className="truncate font-medium">{session.device}</span>
        {session.is_current ? <Badge tone="accent">This device</Badge> : null}
      </p>
      <p className="flex flex-wrap gap-x-2 text-sm text-muted">
        <span className="font-mono">{session.ip_address ?? 'Unknown address'}</span>
        <span className="@lg:hidden">
          Last used <RelativeTime value={session.last_used_at} />
        </span>
      </p>
    </div>
  )
}
