'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { EmptyState } from '@/components/feedback/empty-state'
import { SaveSecretDialog } from '@/components/feedback/save-secret-dialog'
import { AddButton } from '@/components/ui/add-button'
import { Badge } from '@/components/ui/badge'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageSection } from '@/components/ui/page-section'
import { RelativeTime } from '@/components/ui/relative-time'
import { cappedCountOf } from '@/lib/format'
import { scimQueries } from '@/lib/scim/queries'
import type { ScimTokenView } from '@/lib/scim/schema'
import { CopyLine, CopyLines } from './copy-line'
import { useTokens } from './use-tokens'

const CreateTokenDialog = lazyDialog(() =>
  import('./create-token-dialog').then((file) => file.CreateTokenDialog),
)

type Opened = 'create' | 'revoke' | 'secret' | null

const column = columnsOf<ScimTokenView>()

const columns = column.columns([
  column.accessor('name', { header: 'Token', cell: ({ row }) => <TokenCell token={row.original} /> }),
  column.accessor('last_used_at', {
    header: 'Last used',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('expires_at', {
    header: 'Expires',
    cell: ({ row }) =>
      row.original.is_expired ? (
        <Badge tone="warning">Expired</Badge>
      ) : (
        <RelativeTime value={row.original.expires_at} />
      ),
  }),
])

/** How the identity provider makes, changes and removes members by itself. */
export function ProvisioningSection({ accountId }: { accountId: string }) {
  const { data, error, refetch } = useQuery(scimQueries.tokens(accountId))
  const { revoke } = useTokens(accountId)
  const [opened, setOpened] = useState<Opened>(null)
  // The dialogs keep what they show while they close.
  const [chosen, setChosen] = useState<ScimTokenView | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  // A dialog that closes after the next has opened leaves that one open.
  const dialog = (what: Opened) => ({
    isOpen: opened === what,
    onOpenChange: () => setOpened((now) => (now === what ? null : now)),
  })
  return (
    <PageSection
      id="provisioning"
      title="Provisioning"
      description="By SCIM 2.0 the identity provider makes, changes, suspends and removes members by itself."
      actions={
        <AddButton
          label="Create token"
          onClick={() => setOpened('create')}
          disabledReason={data ? reasonOf(data.can.create) : 'The tokens are not loaded yet.'}
        />
      }
    >
      {data ? (
        <div className="mb-4">
          <CopyLines>
            <CopyLine
              label="SCIM base address"
              value={data.base_url}
              copyLabel="Copy base address"
              note={
                <>
                  {cappedCountOf(data.users, 'person', 'people')} and {cappedCountOf(data.groups, 'group')}{' '}
                  were provisioned.
                </>
              }
            />
          </CopyLines>
        </div>
      ) : null}
      <DataTable
        label="Provisioning tokens"
        columns={columns}
        rows={data?.tokens}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={(token) => [
          {
            label: 'Revoke',
            tone: 'danger',
            onSelect: () => {
              setChosen(token)
              setOpened('revoke')
            },
            disabledReason: data ? reasonOf(data.can.revoke) : undefined,
          },
        ]}
        empty={
          <EmptyState
            title="No tokens yet"
            description="Create one, and give it to your identity provider together with the base address."
          />
        }
        error={error}
        onRetry={() => void refetch()}
      />
      <CreateTokenDialog
        {...dialog('create')}
        accountId={accountId}
        onCreated={({ token }) => {
          setSecret(token)
          setOpened('secret')
        }}
      />
      {chosen ? (
        <ConfirmDialog
          {...dialog('revoke')}
          title={`Revoke ${chosen.name}`}
          consequence="The identity provider is refused from its next request on. What was provisioned stays."
          confirmLabel="Revoke"
          action={() => revoke.submit({ accountId, tokenId: chosen.id })}
        />
      ) : null}
      {secret === null ? null : (
        <SaveSecretDialog
          key={secret}
          isOpen={opened === 'secret'}
          onSaved={() => setOpened(null)}
          onClosed={() => setSecret(null)}
          title="Save the token"
          description="It is shown this one time. A lost token is replaced by another one."
          secrets={[
            {
              label: 'Token',
              value: secret,
              hint: 'Give it to your identity provider as the bearer token.',
              copyLabel: 'Copy token',
            },
          ]}
          question={{
            title: 'Have you saved the token?',
            description: 'It was not copied, and cannot be shown again.',
          }}
        />
      )}
    </PageSection>
  )
}

function TokenCell({ token: { name, prefix, created_by_name, created_at } }: { token: ScimTokenView }) {
  return (
    <div className="min-w-0 py-1.5">
      <p className="font-medium wrap-anywhere">{name}</p>
      <p className="truncate font-mono text-xs text-muted">{prefix}…</p>
      <p className="text-sm text-muted">
        By {created_by_name}, <RelativeTime value={created_at} />
      </p>
    </div>
  )
}
