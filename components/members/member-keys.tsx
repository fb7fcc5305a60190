'use client'
import { KeyRound } from 'lucide-react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { EmptyState } from '@/components/feedback/empty-state'
import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { NotShown } from '@/components/feedback/not-shown'
import type { MemberDetail } from '@/lib/members/schema'

type Key = NonNullable<MemberDetail['keys']>[number]

const column = columnsOf<Key>()

const columns = column.columns([
  column.accessor('name', { header: 'Name', cell: ({ row }) => <KeyCell memberKey={row.original} /> }),
  column.accessor('is_bound', {
    header: 'Acts in',
    cell: ({ getValue }) => reachOf(getValue()),
    meta: { priority: 3 },
  }),
  column.accessor('last_used_at', {
    header: 'Last used',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('expires_at', {
    header: 'Expires',
    cell: ({ row }) => <Expiry memberKey={row.original} />,
    meta: { priority: 2 },
  }),
])

type MemberKeysProps = { keys: MemberDetail['keys']; name: string; isViewer: boolean }

/** The API keys of a member that act in the organization: names and dates, never secrets. */
export function MemberKeys({ keys, name, isViewer }: MemberKeysProps) {
  if (keys === null) {
    return (
      <NotShown
        what={`The names and dates of the keys that ${name} uses here would be listed.`}
        reason={{
          message: `They are shown to ${name} and to those who may change members.`,
          permission: 'update:member',
        }}
      />
    )
  }
  return (
    <DataTable
      label="API keys"
      columns={columns}
      rows={keys}
      rowId={({ id }) => id}
      rowName={(key) => key.name}
      empty={
        <EmptyState
          icon={<KeyRound />}
          title="No API keys"
          description={
            isViewer
              ? 'With an API key a script acts as you, and may do at most what you may do.'
              : `With an API key a script acts as ${name}, and may do at most what ${name} may do.`
          }
        />
      }
    />
  )
}

function KeyCell({ memberKey }: { memberKey: Key }) {
  const { name, prefix, is_bound, last_used_at } = memberKey
  return (
    <div className="min-w-0 py-1.5">
      <p className="truncate font-medium">{name}</p>
      <p className="truncate font-mono text-xs text-muted">{prefix}…</p>
      <p className="text-sm text-muted @3xl:hidden">Acts in {reachOf(is_bound).toLowerCase()}</p>
      <p className="text-sm text-muted @lg:hidden">
        Last used <RelativeTime value={last_used_at} never="never" />, expires{' '}
        <Expiry memberKey={memberKey} never="never" />
      </p>
    </div>
  )
}

function Expiry({ memberKey, never = 'Never' }: { memberKey: Key; never?: string }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <RelativeTime value={memberKey.expires_at} never={never} />
      {memberKey.is_expired ? <Badge tone="warning">Expired</Badge> : null}
    </span>
  )
}

function reachOf(isBound: boolean): string {
  return isBound ? 'Only here' : 'All accounts of the member'
}
