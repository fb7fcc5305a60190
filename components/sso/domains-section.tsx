'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { Badge } from '@/components/ui/badge'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { PageSection } from '@/components/ui/page-section'
import { RelativeTime } from '@/components/ui/relative-time'
import type { SsoConnectionSummary } from '@/lib/sso/connection-schema'
import type { SsoDomainView } from '@/lib/sso/domain-schema'
import { ssoQueries } from '@/lib/sso/queries'
import { useDomains } from './use-domains'

const AddDomainDialog = lazyDialog(() => import('./add-domain-dialog').then((file) => file.AddDomainDialog))
const DomainRecordDialog = lazyDialog(() =>
  import('./domain-record-dialog').then((file) => file.DomainRecordDialog),
)
const AssignDomainDialog = lazyDialog(() =>
  import('./assign-domain-dialog').then((file) => file.AssignDomainDialog),
)
const RemoveDomainDialog = lazyDialog(() =>
  import('./remove-domain-dialog').then((file) => file.RemoveDomainDialog),
)

type DomainsSectionProps = { accountId: string; connections: SsoConnectionSummary[] }
type Opened = 'add' | 'record' | 'assign' | 'remove' | null

const column = columnsOf<SsoDomainView>()

const columns = column.columns([
  column.accessor('domain', { header: 'Domain', cell: ({ row }) => <DomainCell domain={row.original} /> }),
  column.accessor('state', { header: 'State', cell: ({ row }) => <StateBadge domain={row.original} /> }),
  column.display({
    id: 'connection',
    header: 'Connection',
    cell: ({ row }) =>
      row.original.connection ? (
        <span className="wrap-anywhere">{row.original.connection.name}</span>
      ) : (
        <span className="text-muted">None</span>
      ),
    meta: { priority: 2 },
  }),
])

/** The mail domains of an organization, and which connection speaks for their addresses. */
export function DomainsSection({ accountId, connections }: DomainsSectionProps) {
  const { data, error, refetch } = useQuery(ssoQueries.domains(accountId))
  const { check } = useDomains(accountId)
  const [opened, setOpened] = useState<Opened>(null)
  // The dialogs keep what they show while they close.
  const [chosenId, setChosenId] = useState<string | null>(null)
  const chosen = data?.domains.find(({ id }) => id === chosenId)
  const refusal = data ? reasonOf(data.can.update) : 'The domains are not loaded yet.'
  const open = (what: Opened, id: string | null = null) => {
    setChosenId(id)
    setOpened(what)
  }
  // A dialog that closes after the next has opened leaves that one open.
  const dialog = (what: Opened) => ({
    isOpen: opened === what,
    onOpenChange: () => setOpened((now) => (now === what ? null : now)),
  })
  const entriesOf = ({ id }: SsoDomainView): MenuEntry[] => [
    { label: 'Show DNS record', onSelect: () => open('record', id) },
    {
      label: 'Check now',
      onSelect: () => check.mutate({ accountId, domainId: id }),
      disabledReason: refusal,
    },
    { label: 'Assign connection', onSelect: () => open('assign', id), disabledReason: refusal },
    { kind: 'separator', id: 'remove' },
    { label: 'Remove', tone: 'danger', onSelect: () => open('remove', id), disabledReason: refusal },
  ]
  return (
    <PageSection
      id="domains"
      title="Domains"
      description="The mail domains that the organization owns. Only for their addresses is a connection believed without further proof."
      actions={
        <AddButton
          label="Add domain"
          onClick={() => open('add')}
          disabledReason={data ? reasonOf(data.can.add) : refusal}
        />
      }
    >
      <DataTable
        label="Domains"
        columns={columns}
        rows={data?.domains}
        rowId={({ id }) => id}
        rowName={({ domain }) => domain}
        rowActions={entriesOf}
        empty={
          <EmptyState
            title="No domains yet"
            description="Add the domain of your mail addresses and prove by a DNS record that it is yours."
          />
        }
        error={error}
        onRetry={() => void refetch()}
      />
      <AddDomainDialog {...dialog('add')} accountId={accountId} onAdded={({ id }) => open('record', id)} />
      {chosen ? (
        <>
          <DomainRecordDialog {...dialog('record')} accountId={accountId} domain={chosen} refusal={refusal} />
          <AssignDomainDialog
            key={`assign ${chosen.id} ${chosen.connection?.id ?? ''}`}
            {...dialog('assign')}
            accountId={accountId}
            domain={chosen}
            connections={connections}
          />
          <RemoveDomainDialog {...dialog('remove')} accountId={accountId} domain={chosen} />
        </>
      ) : null}
    </PageSection>
  )
}

function DomainCell({ domain: { domain, problem, checked_at, state } }: { domain: SsoDomainView }) {
  return (
    <div className="min-w-0 py-1.5">
      <p className="font-medium wrap-anywhere">{domain}</p>
      {state === 'PROVEN' ? null : <p className="text-sm text-pretty text-muted">{problem}</p>}
      <p className="text-sm text-muted">
        {checked_at ? (
          <>
            Checked <RelativeTime value={checked_at} />
          </>
        ) : (
          'Not checked yet'
        )}
      </p>
    </div>
  )
}

function StateBadge({ domain: { state, proven_until } }: { domain: SsoDomainView }) {
  if (state === 'PROVEN') return <Badge tone="success">Proven</Badge>
  if (state === 'UNPROVEN') return <Badge tone="warning">Not proven</Badge>
  return (
    <span className="block py-1.5">
      <Badge tone="danger">Record missing</Badge>
      {proven_until ? (
        <span className="block text-sm text-muted">
          Proven until <RelativeTime value={proven_until} />
        </span>
      ) : null}
    </span>
  )
}
