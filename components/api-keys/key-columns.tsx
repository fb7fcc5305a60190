'use client'
import { columnsOf } from '@/components/data-table/columns'
import { Badge } from '@/components/ui/badge'
import { ExplainedBadge } from '@/components/ui/explained-badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { staleAfterDays } from '@/lib/api-keys/limits'
import type { ApiKeyView } from '@/lib/api-keys/schema'

const column = columnsOf<ApiKeyView>()

const name = column.accessor('name', {
  header: 'Name',
  cell: ({ row }) => <KeyCell apiKey={row.original} />,
})
const status = column.accessor('status', {
  header: 'Status',
  cell: ({ row }) => <KeyStatus apiKey={row.original} />,
  meta: { priority: 2 },
})
const reach = column.accessor('account', {
  header: 'Acts in',
  cell: ({ row }) => <span className="block max-w-40 truncate">{reachOf(row.original)}</span>,
  meta: { priority: 3 },
})
const expires = column.accessor('expires_at', {
  header: 'Expires',
  cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  meta: { priority: 2 },
})
const used = column.accessor('last_used_at', {
  header: 'Last used',
  cell: ({ row }) => <LastUse apiKey={row.original} />,
  meta: { priority: 3 },
})
const created = column.accessor('created_at', {
  header: 'Created',
  cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  meta: { priority: 3 },
})
const createdBy = column.accessor('created_by_name', {
  header: 'Created by',
  cell: ({ row }) => (
    <div className="py-1">
      <p className="max-w-36 truncate">{row.original.created_by_name || '–'}</p>
      <p className="text-sm text-muted">
        <RelativeTime value={row.original.created_at} />
      </p>
    </div>
  ),
  meta: { priority: 3 },
})

/** The keys of a person, who made them. */
export const userKeyColumns = column.columns([name, status, reach, expires, used, created])

/** The keys of a service account, which act in its organization alone. */
export const serviceAccountKeyColumns = column.columns([name, status, expires, used, createdBy])

function KeyCell({ apiKey }: { apiKey: ApiKeyView }) {
  const { name: title, prefix, expires_at, last_used_at } = apiKey
  return (
    <div className="min-w-0 py-1.5">
      <p className="truncate font-medium">{title}</p>
      <p className="truncate font-mono text-xs text-muted">{prefix}…</p>
      <div className="mt-1 @lg:hidden">
        <KeyStatus apiKey={apiKey} />
      </div>
      <p className="text-sm text-muted @3xl:hidden">
        Last used <RelativeTime value={last_used_at} never="never" />
        <span className="@lg:hidden">
          , expires <RelativeTime value={expires_at} never="never" />
        </span>
      </p>
    </div>
  )
}

function KeyStatus({ apiKey }: { apiKey: ApiKeyView }) {
  const { status: state, is_stale, is_replaced } = apiKey
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {state === 'ACTIVE' && !is_stale && !is_replaced ? <span className="text-muted">Active</span> : null}
      {state === 'EXPIRED' ? <Badge>Expired</Badge> : null}
      {state === 'REVOKED' ? <Badge tone="danger">Revoked</Badge> : null}
      {state === 'ACTIVE' && is_replaced ? (
        <ExplainedBadge
          label="Replaced"
          tone="accent"
          explanation="A newer key took its place. This one stops when it expires."
        />
      ) : null}
      {is_stale ? (
        <ExplainedBadge
          label="Stale"
          tone="warning"
          explanation={`Not used for ${staleAfterDays} days. Revoke it if nothing needs it any more.`}
        />
      ) : null}
    </span>
  )
}

function LastUse({ apiKey: { last_used_at, last_used_from } }: { apiKey: ApiKeyView }) {
  return (
    <div className="py-1">
      <p>
        <RelativeTime value={last_used_at} />
      </p>
      {last_used_from ? (
        <p className="max-w-36 truncate font-mono text-xs text-muted">{last_used_from}</p>
      ) : null}
    </div>
  )
}

function reachOf({ account }: ApiKeyView): string {
  return account?.name ?? 'All your accounts'
}
