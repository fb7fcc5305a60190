'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { reasonOf, type DisabledReason } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageSection } from '@/components/ui/page-section'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Capability } from '@/lib/capability'
import { countOf } from '@/lib/format'
import type { AssignableRole } from '@/lib/roles/schema'
import type { SsoConnectionSummary } from '@/lib/sso/connection-schema'
import { ssoQueries } from '@/lib/sso/queries'
import { ConnectionState } from './connection-state'
import { useConnectionTest } from './use-connections'

const AddConnectionDialog = lazyDialog(() =>
  import('./add-connection-dialog').then((file) => file.AddConnectionDialog),
)

type ConnectionsSectionProps = {
  accountId: string
  roles: AssignableRole[]
  /** Whether the viewer may add one, and change those that are there; undefined while it is not known. */
  can: { add: Capability; update: Capability } | undefined
  onOpened: (connectionId: string) => void
}

const column = columnsOf<SsoConnectionSummary>()

/** The identity providers that an organization is connected to. */
export function ConnectionsSection({ accountId, roles, can, onOpened }: ConnectionsSectionProps) {
  const { data, error, refetch } = useQuery(ssoQueries.connections(accountId))
  const test = useConnectionTest(accountId)
  const [isAdding, setIsAdding] = useState(false)
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('name', {
          header: 'Connection',
          cell: ({ row }) => (
            <NameCell connection={row.original} onOpened={() => onOpened(row.original.id)} />
          ),
        }),
        column.accessor('state', {
          header: 'State',
          cell: ({ row }) => <ConnectionState connection={row.original} />,
        }),
        column.accessor('people', {
          header: 'People',
          cell: ({ getValue }) => <span className="tabular-nums">{getValue().toLocaleString('en')}</span>,
          meta: { priority: 2, align: 'end' },
        }),
      ]),
    [onOpened],
  )
  return (
    <PageSection
      id="connections"
      title="Connections"
      description="The identity providers through which people sign in. Nobody depends on one before it was tested and activated."
      actions={
        <AddButton
          label="Add connection"
          onClick={() => setIsAdding(true)}
          disabledReason={refusalOf(can?.add)}
        />
      }
    >
      <DataTable
        label="Connections"
        columns={columns}
        rows={data}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={({ id, state }) => [
          { label: 'Show connection', onSelect: () => onOpened(id) },
          {
            label: 'Test connection',
            onSelect: () => void test({ accountId, connectionId: id }),
            // What people come through already can be tested on any plan.
            disabledReason: refusalOf(state === 'ACTIVE' ? can?.update : can?.add),
          },
        ]}
        empty={
          <EmptyState
            title="No connections yet"
            description="Connect the identity provider of your organization by OpenID Connect or SAML, test it, then activate it."
          />
        }
        error={error}
        onRetry={() => void refetch()}
      />
      <AddConnectionDialog
        isOpen={isAdding}
        onOpenChange={setIsAdding}
        accountId={accountId}
        roles={roles}
        onCreated={onOpened}
      />
    </PageSection>
  )
}

function refusalOf(capability: Capability | undefined): DisabledReason | undefined {
  return capability ? reasonOf(capability) : 'The connections are not loaded yet.'
}

type NameCellProps = { connection: SsoConnectionSummary; onOpened: () => void }

function NameCell({ connection, onOpened }: NameCellProps) {
  const { name, kind, issuer, domains, problem, problem_at, certificate_expires_at } = connection
  return (
    <div className="min-w-0 py-1.5">
      <button
        type="button"
        onClick={onOpened}
        className="max-w-full rounded-sm text-left font-medium wrap-anywhere hover:underline"
      >
        {name}
      </button>
      <p className="text-sm text-muted wrap-anywhere">
        {kind === 'OIDC' ? 'OpenID Connect' : 'SAML'} · <span className="font-mono">{issuer}</span>
      </p>
      <p className="text-sm text-muted">
        {domains.length === 0 ? 'No domain' : countOf(domains.length, 'domain')}
        {certificate_expires_at ? (
          <>
            , certificate ends <RelativeTime value={certificate_expires_at} />
          </>
        ) : null}
      </p>
      {problem ? (
        <p className="text-sm text-danger wrap-anywhere">
          <RelativeTime value={problem_at} />: {problem}
        </p>
      ) : null}
    </div>
  )
}
