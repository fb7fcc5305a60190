'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageSection } from '@/components/ui/page-section'
import { RelativeTime } from '@/components/ui/relative-time'
import { ipAllowlistQueries } from '@/lib/ip-allowlist/queries'
import type { IpAllowlistEntryView, IpAllowlistView } from '@/lib/ip-allowlist/schema'
import { useIpAllowlist } from './use-ip-allowlist'

const AddNetworkDialog = lazyDialog(() =>
  import('./add-network-dialog').then((file) => file.AddNetworkDialog),
)
const EnforceDialog = lazyDialog(() => import('./enforce-dialog').then((file) => file.EnforceDialog))

type IpAllowlistSectionProps = { accountId: string; organizationName: string }
type Opened = 'add' | 'add-mine' | 'enforce' | null

/** From where an organization may be used. */
export function IpAllowlistSection({ accountId, organizationName }: IpAllowlistSectionProps) {
  const { data: list, error, refetch } = useQuery(ipAllowlistQueries.list(accountId))
  const [opened, setOpened] = useState<Opened>(null)
  // The dialog keeps its text while it closes.
  const [network, setNetwork] = useState('')
  const refusal = list ? reasonOf(list.can.update) : 'The list is not loaded yet.'
  const open = (what: Opened) => {
    setNetwork(what === 'add-mine' ? (list?.your_address ?? '') : '')
    setOpened(what)
  }
  const close = () => setOpened(null)
  return (
    <PageSection
      id="ip-allowlist"
      title="IP allowlist"
      description="The networks from which the organization may be used, on pages and through the APIs."
      actions={<AddButton label="Add network" onClick={() => open('add')} disabledReason={refusal} />}
    >
      {list ? (
        <Enforcement list={list} onEnforce={() => open('enforce')} onAddMine={() => open('add-mine')} />
      ) : null}
      <AllowlistTable accountId={accountId} list={list} error={error} onRetry={() => void refetch()} />
      {list ? (
        <>
          <AddNetworkDialog
            key={network}
            isOpen={opened === 'add' || opened === 'add-mine'}
            onOpenChange={close}
            accountId={accountId}
            list={list}
            network={network}
          />
          <EnforceDialog
            isOpen={opened === 'enforce'}
            onOpenChange={close}
            accountId={accountId}
            organizationName={organizationName}
            list={list}
          />
        </>
      ) : null}
    </PageSection>
  )
}

type EnforcementProps = { list: IpAllowlistView; onEnforce: () => void; onAddMine: () => void }

function Enforcement({ list, onEnforce, onAddMine }: EnforcementProps) {
  const { is_enforced, your_address, entries, can } = list
  const isMineThere = entries.some(({ is_yours, is_enabled }) => is_yours && is_enabled)
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-3 rounded-md border border-line bg-surface p-4">
      <div className="min-w-56 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {is_enforced ? 'Only these networks are let in' : 'Every address is let in'}
          <Badge tone={is_enforced ? 'success' : 'neutral'}>
            {is_enforced ? 'Enforced' : 'Not enforced'}
          </Badge>
        </p>
        <p className="mt-1 text-sm text-muted">
          {your_address ? (
            <>
              You come from <span className="font-mono">{your_address}</span>.
            </>
          ) : (
            'Where you come from could not be found out.'
          )}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onAddMine} disabledReason={reasonOf(can.update) ?? mineReason(list, isMineThere)}>
          Add my address
        </Button>
        <Button
          variant={is_enforced ? 'danger' : 'primary'}
          onClick={onEnforce}
          disabledReason={reasonOf(is_enforced ? can.update : can.enforce)}
        >
          {is_enforced ? 'Let in every address' : 'Enforce IP allowlist'}
        </Button>
      </div>
    </div>
  )
}

function mineReason({ your_address }: IpAllowlistView, isMineThere: boolean): string | undefined {
  if (your_address === null) return 'Your address could not be found out.'
  return isMineThere ? 'Your address is on the list already.' : undefined
}

type AllowlistTableProps = {
  accountId: string
  list: IpAllowlistView | undefined
  error: unknown
  onRetry: () => void
}

const column = columnsOf<IpAllowlistEntryView>()

function AllowlistTable({ accountId, list, error, onRetry }: AllowlistTableProps) {
  const { setEnabled, remove } = useIpAllowlist(accountId)
  const refusal = list ? reasonOf(list.can.update) : undefined
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('network', {
          header: 'Network',
          cell: ({ row }) => <NetworkCell entry={row.original} />,
        }),
        column.accessor('is_enabled', {
          header: 'Enabled',
          cell: ({ row }) => (
            <Checkbox
              aria-label={`Let in ${row.original.network}`}
              isChecked={row.original.is_enabled}
              isReadOnly={refusal !== undefined}
              onCheckedChange={(isEnabled) => (list ? setEnabled(list, row.original, isEnabled) : undefined)}
            />
          ),
        }),
        column.accessor('last_seen_at', {
          header: 'Last seen',
          cell: ({ getValue }) => <RelativeTime value={getValue()} />,
          meta: { priority: 2 },
        }),
      ]),
    [list, refusal, setEnabled],
  )
  return (
    <DataTable
      label="IP allowlist"
      columns={columns}
      rows={list?.entries}
      rowId={({ network }) => network}
      rowName={({ network }) => network}
      rowActions={(entry) => [
        {
          label: entry.is_enabled ? 'Disable' : 'Enable',
          onSelect: () => (list ? setEnabled(list, entry, !entry.is_enabled) : undefined),
          disabledReason: refusal,
        },
        {
          label: 'Remove',
          tone: 'danger',
          onSelect: () => (list ? remove(list, entry) : undefined),
          disabledReason: refusal,
        },
      ]}
      empty={
        <EmptyState
          title="No networks yet"
          description="Add the networks of your offices and your VPN, beginning with your own address. Nobody is shut out until the list is enforced."
        />
      }
      error={error}
      onRetry={onRetry}
    />
  )
}

function NetworkCell({ entry }: { entry: IpAllowlistEntryView }) {
  return (
    <div className="min-w-0 py-1.5">
      <p className="flex flex-wrap items-center gap-x-2">
        <span className="font-mono break-all">{entry.network}</span>
        {entry.is_yours ? <Badge tone="accent">You are here</Badge> : null}
      </p>
      {entry.description ? <p className="truncate text-sm text-muted">{entry.description}</p> : null}
    </div>
  )
}
