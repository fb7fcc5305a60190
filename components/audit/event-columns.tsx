'use client'
import { columnsOf } from '@/components/data-table/columns'
import { PrincipalAvatar } from '@/components/ui/principal-avatar'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AuditLogRow } from '@/lib/audit/schema'
import { useShownEvent } from './audit-place'
import { kindText } from './event-text'

const column = columnsOf<AuditLogRow>()

/** The columns of the audit log. */
export const eventColumns = column.columns([
  column.accessor('message', {
    header: 'Event',
    cell: ({ row: { original } }) => <EventCell event={original} />,
  }),
  column.accessor('actor_name', {
    header: 'Who',
    cell: ({ row: { original } }) => <WhoCell event={original} />,
    meta: { priority: 2 },
  }),
  column.accessor('ip_address', {
    header: 'From',
    cell: ({ row: { original } }) => <FromCell event={original} />,
    meta: { priority: 3 },
  }),
  column.accessor('timestamp', {
    header: 'When',
    cell: ({ getValue }) => (
      <span className="text-muted">
        <RelativeTime value={getValue()} />
      </span>
    ),
    meta: { align: 'end', priority: 2 },
  }),
])

const refusals = new Set(['change.refused', 'user.sign_in_failed', 'account.address_refused'])

function EventCell({ event }: { event: AuditLogRow }) {
  const [, setShown] = useShownEvent()
  const { action, message, timestamp, ip_address } = event
  return (
    <div className="min-w-0 py-1.5">
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => void setShown(event.id)}
        className="rounded-sm text-left text-pretty underline-offset-3 wrap-anywhere hover:underline"
      >
        {message}
      </button>
      <p className={`text-sm ${refusals.has(action) ? 'text-warning' : 'text-muted'}`}>{kindText(action)}</p>
      {/* Where there are no columns for it. */}
      <p className="flex flex-wrap gap-x-2 text-sm text-muted @lg:hidden">
        <RelativeTime value={timestamp} />
        {ip_address ? <span className="font-mono">{ip_address}</span> : null}
      </p>
    </div>
  )
}

function WhoCell({ event: { actor_id, actor_kind, actor_name } }: { event: AuditLogRow }) {
  const kind = actor_kind === 'SERVICE_ACCOUNT' ? 'SERVICE_ACCOUNT' : 'USER'
  return (
    <span className="flex max-w-48 items-center gap-2">
      {actor_id ? <PrincipalAvatar kind={kind} id={actor_id} name={actor_name} size="small" /> : null}
      <span className="truncate">{actor_name}</span>
    </span>
  )
}

function FromCell({ event: { ip_address, user_agent, device } }: { event: AuditLogRow }) {
  if (ip_address === null && user_agent === null) return <span className="text-faint">–</span>
  return (
    <span className="block max-w-48 py-1.5">
      <span className="block truncate font-mono text-sm">{ip_address ?? 'Unknown address'}</span>
      <span className="block truncate text-sm text-muted">{device}</span>
    </span>
  )
}
