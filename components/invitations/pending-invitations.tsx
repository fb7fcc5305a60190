'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { RelativeTime } from '@/components/ui/relative-time'
import { RoleBadge } from '@/components/ui/role-badge'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { resendInvitationAction } from '@/lib/invitations/actions'
import { invitationKeys, invitationQueries } from '@/lib/invitations/queries'
import type { InvitationView } from '@/lib/invitations/schema'
import { InvitedWorkspaces } from './invited-workspaces'
import { MailState } from './mail-state'
import { RevokeInvitationDialog } from './revoke-invitation-dialog'
import { useCopyLink } from './use-copy-link'

const column = columnsOf<InvitationView>()

const columns = column.columns([
  column.accessor('email', { header: 'Email', cell: ({ row }) => <EmailCell invitation={row.original} /> }),
  column.accessor('role_name', {
    header: 'Role',
    cell: ({ getValue }) => <RoleBadge name={getValue()} />,
    meta: { priority: 2 },
  }),
  column.accessor('workspaces', {
    header: 'Workspaces',
    cell: ({ getValue }) => <InvitedWorkspaces workspaces={getValue()} />,
    meta: { priority: 3 },
  }),
  column.accessor('delivery', {
    header: 'Mail',
    cell: ({ row }) => <MailState invitation={row.original} />,
    meta: { priority: 2 },
  }),
  column.accessor('invited_by', {
    header: 'Invited by',
    cell: ({ getValue }) => <span className="block max-w-40 truncate">{getValue()}</span>,
    meta: { priority: 3 },
  }),
  column.accessor('expires_at', {
    header: 'Expires',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    meta: { priority: 3 },
  }),
])

type PendingInvitationsProps = { accountId: string; organizationName: string; sendsMail: boolean }

/** Invitations that nobody has answered, with what became of their mails; nothing at all while there are none. */
export function PendingInvitations({ accountId, organizationName, sendsMail }: PendingInvitationsProps) {
  const state = useTableState({ prefix: 'invitations-' })
  const { data, error, refetch, isPlaceholderData } = useQuery(invitationQueries.list(accountId, state.query))
  const copy = useCopyLink(accountId)
  const [revoked, setRevoked] = useState<InvitationView | null>(null)
  const resend = useActionMutation(resendInvitationAction, {
    invalidates: [invitationKeys.all(accountId)],
    successMessage: ({ email }) =>
      sendsMail
        ? `A new link is on its way to ${email}.`
        : `${email} has a new link. Copy it to hand it over.`,
  })

  const actionsOf = (invitation: InvitationView): MenuEntry[] => [
    {
      label: 'Resend invitation',
      onSelect: () => resend.mutate({ accountId, invitationId: invitation.id }),
      disabledReason: reasonOf(invitation.can.resend),
    },
    {
      label: 'Copy invitation link',
      onSelect: () => copy.start(invitation),
      disabledReason: reasonOf(invitation.can.copyLink),
    },
    { kind: 'separator', id: 'revoke' },
    {
      label: 'Revoke invitation',
      tone: 'danger',
      onSelect: () => setRevoked(invitation),
      disabledReason: reasonOf(invitation.can.revoke),
    },
  ]

  // A search that finds nothing, or a page past the end, is no reason to take the search box away.
  const isNarrowed = state.query.search !== '' || state.query.after !== null
  if (data?.rows.length === 0 && !isNarrowed) return null
  return (
    <section aria-labelledby="pending-invitations" className="mb-8">
      <h2 id="pending-invitations" className="mb-3 text-md font-semibold">
        Pending invitations
      </h2>
      <DataTable
        label="Pending invitations"
        columns={columns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ email }) => email}
        rowActions={actionsOf}
        state={state}
        searchLabel={isNarrowed || data?.nextCursor ? 'Search pending invitations' : null}
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState
            title="No pending invitations"
            description="Whoever you invite is listed here until they answer."
          />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {copy.dialogs}
      <RevokeInvitationDialog
        accountId={accountId}
        organizationName={organizationName}
        invitation={revoked}
        onClose={() => setRevoked(null)}
      />
    </section>
  )
}

function EmailCell({ invitation }: { invitation: InvitationView }) {
  return (
    <div className="min-w-0">
      <p className="truncate font-medium">{invitation.email}</p>
      <div className="flex flex-wrap items-center gap-x-2 text-sm text-muted @lg:hidden">
        <span>{invitation.role_name}</span>
        <InvitedWorkspaces workspaces={invitation.workspaces} />
        <MailState invitation={invitation} />
      </div>
    </div>
  )
}

function reasonOf(capability: InvitationView['can']['resend']): string | undefined {
  return capability.allowed ? undefined : capability.message
}
