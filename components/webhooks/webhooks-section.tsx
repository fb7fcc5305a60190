'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { EmptyState } from '@/components/feedback/empty-state'
import { NotShown } from '@/components/feedback/not-shown'
import { AddButton } from '@/components/ui/add-button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { PageSection } from '@/components/ui/page-section'
import type { Capability, Refusal } from '@/lib/capability'
import { countOf } from '@/lib/format'
import { webhookQueries } from '@/lib/webhooks/queries'
import type { WebhookView } from '@/lib/webhooks/schema'
import { useWebhooks } from './use-webhooks'
import { WebhookState } from './webhook-state'

const WebhookDialog = lazyDialog(() => import('./webhook-dialog').then((file) => file.WebhookDialog<unknown>))
const WebhookSecretDialog = lazyDialog(() =>
  import('./webhook-secret-dialog').then((file) => file.WebhookSecretDialog),
)
const DeliveriesDialog = lazyDialog(() => import('./deliveries-dialog').then((file) => file.DeliveriesDialog))

type WebhooksSectionProps = {
  accountId: string
  /** Whether the viewer may change them. */
  update: Capability
  /** Why the viewer may not read them, or null. */
  refusal: Refusal | null
}

/** Where the events of an organization are sent. */
export function WebhooksSection({ accountId, update, refusal }: WebhooksSectionProps) {
  if (refusal === null) return <Webhooks accountId={accountId} update={update} />
  return (
    <PageSection id="webhooks" title="Webhooks" description={description}>
      <NotShown what="The addresses to which events are sent would be listed here." reason={refusal} />
    </PageSection>
  )
}

const description =
  'Addresses to which the events of the audit log are sent as they happen: signed, in order, and again until they are taken.'

/** How often it is looked at whether they take what is sent. */
const EVERY = 10_000

const column = columnsOf<WebhookView>()

const columns = column.columns([
  column.accessor('name', { header: 'Webhook', cell: ({ row }) => <NameCell webhook={row.original} /> }),
  column.accessor('is_enabled', {
    header: 'State',
    cell: ({ row }) => <WebhookState webhook={row.original} />,
  }),
])

type Opened = 'create' | 'edit' | 'delete' | 'rotate' | 'deliveries' | 'secret' | null

function Webhooks({ accountId, update }: Omit<WebhooksSectionProps, 'refusal'>) {
  const { data, error, refetch } = useQuery({ ...webhookQueries.list(accountId), refetchInterval: EVERY })
  const changes = useWebhooks(accountId)
  const [opened, setOpened] = useState<Opened>(null)
  // The dialogs keep what they show while they close.
  const [chosen, setChosen] = useState<WebhookView | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const refusal = reasonOf(update)
  const of = { accountId, webhookId: chosen?.id ?? '' }
  const open = (what: Opened, webhook: WebhookView | null = null) => {
    setChosen(webhook)
    setOpened(what)
  }
  // A dialog that closes after the next has opened leaves that one open.
  const dialog = (what: Opened) => ({
    isOpen: opened === what,
    onOpenChange: () => setOpened((now) => (now === what ? null : now)),
  })
  const tell = (created: { secret: string }) => {
    setSecret(created.secret)
    setOpened('secret')
  }
  const entriesOf = (webhook: WebhookView): MenuEntry[] => [
    { label: 'Show deliveries', onSelect: () => open('deliveries', webhook) },
    {
      label: 'Send a test',
      onSelect: () => changes.test.mutate({ accountId, webhookId: webhook.id }),
      disabledReason: refusal,
    },
    { label: 'Edit', onSelect: () => open('edit', webhook), disabledReason: refusal },
    {
      label: webhook.is_enabled ? 'Pause' : 'Resume',
      onSelect: () =>
        changes.update.mutate({ accountId, webhookId: webhook.id, isEnabled: !webhook.is_enabled }),
      disabledReason: refusal,
    },
    { label: 'Rotate secret', onSelect: () => open('rotate', webhook), disabledReason: refusal },
    { kind: 'separator', id: 'delete' },
    { label: 'Delete', tone: 'danger', onSelect: () => open('delete', webhook), disabledReason: refusal },
  ]
  return (
    <PageSection
      id="webhooks"
      title="Webhooks"
      description={description}
      actions={<AddButton label="Create webhook" onClick={() => open('create')} disabledReason={refusal} />}
    >
      <DataTable
        label="Webhooks"
        columns={columns}
        rows={data}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={entriesOf}
        empty={
          <EmptyState
            title="No webhooks yet"
            description="Create one to have events sent to a collector, a chat or a program of yours."
          />
        }
        error={error}
        onRetry={() => void refetch()}
      />
      <WebhookDialog
        {...dialog('create')}
        webhook={null}
        action={async (terms) => {
          const result = await changes.create({ accountId, ...terms })
          if (result.ok) tell(result.data)
          return result
        }}
      />
      {chosen ? (
        <>
          <WebhookDialog
            key={`edit ${chosen.id}`}
            {...dialog('edit')}
            webhook={chosen}
            action={async (terms) => changes.update.submit({ ...of, ...terms })}
          />
          <DeliveriesDialog
            key={`deliveries ${chosen.id}`}
            {...dialog('deliveries')}
            accountId={accountId}
            webhook={chosen}
            onReplay={(sequence) => changes.replay.mutate({ ...of, sequence })}
            refusal={refusal}
          />
          <ConfirmDialog
            {...dialog('rotate')}
            title={`Rotate the secret of ${chosen.name}`}
            consequence="What is sent from now on is signed with another secret: the receiver refuses it until it has that one. Nothing is lost, as it is sent again."
            confirmLabel="Rotate secret"
            action={async () => changes.rotate(of)}
            onSuccess={tell}
          />
          <ConfirmDialog
            {...dialog('delete')}
            title={`Delete ${chosen.name}`}
            consequence="Nothing more is sent there, and its list of deliveries goes. The audit log keeps every event."
            confirmLabel="Delete"
            action={async () => changes.remove.submit(of)}
          />
        </>
      ) : null}
      {secret === null ? null : (
        <WebhookSecretDialog
          key={secret}
          isOpen={opened === 'secret'}
          secret={secret}
          onSaved={() => setOpened(null)}
          onClosed={() => setSecret(null)}
        />
      )}
    </PageSection>
  )
}

function NameCell({ webhook: { name, url, actions } }: { webhook: WebhookView }) {
  return (
    <div className="min-w-0 py-1.5">
      <p className="truncate font-medium">{name}</p>
      <p className="truncate font-mono text-sm text-muted">{url}</p>
      <p className="text-sm text-muted">
        {actions.length === 0 ? 'Every event' : countOf(actions.length, 'kind of event', 'kinds of event')}
      </p>
    </div>
  )
}
