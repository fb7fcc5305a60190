'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { EmptyState } from '@/components/feedback/empty-state'
import { NotShown } from '@/components/feedback/not-shown'
import { reasonOf } from '@/components/ui/disabled-reason'
import { PageSection } from '@/components/ui/page-section'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Capability, Refusal } from '@/lib/capability'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { MemberDetail } from '@/lib/members/schema'
import { unlinkSsoIdentityAction } from '@/lib/sso/actions'
import type { SsoIdentityView } from '@/lib/sso/identity-schema'
import { ssoKeys, ssoQueries } from '@/lib/sso/queries'

/** Whether the viewer may read who members are at identity providers, and change it. */
export type IdentityAccess = { refusal: Refusal | null; update: Capability }

type MemberIdentitiesProps = { accountId: string; member: MemberDetail; access: IdentityAccess }

const column = columnsOf<SsoIdentityView>()

const columns = column.columns([
  column.display({
    id: 'connection',
    header: 'Connection',
    cell: ({ row }) => (
      <div className="min-w-0 py-1.5">
        <p className="truncate font-medium">{row.original.connection.name}</p>
        <p className="text-sm text-muted wrap-anywhere">{row.original.email}</p>
        <p className="font-mono text-xs break-all text-muted">{row.original.subject}</p>
      </div>
    ),
  }),
  column.accessor('last_used_at', {
    header: 'Last used',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
])

/** Who a member is at the identity providers of the organization, and in which groups. */
export function MemberIdentities({ accountId, member, access }: MemberIdentitiesProps) {
  const { name, groups } = member
  return (
    <PageSection id="identities" title="Single sign-on">
      {access.refusal ? (
        <NotShown
          what={`Who ${name} is at identity providers would be listed here.`}
          reason={access.refusal}
        />
      ) : (
        <Identities accountId={accountId} member={member} update={access.update} />
      )}
      {groups && groups.length > 0 ? (
        <div className="mt-4 flex flex-wrap items-center gap-2">
          <span className="text-sm text-muted">Groups</span>
          <span className="text-sm wrap-anywhere">{groups.join(', ')}</span>
        </div>
      ) : null}
    </PageSection>
  )
}

type IdentitiesProps = { accountId: string; member: MemberDetail; update: Capability }

function Identities({ accountId, member: { id, name }, update }: IdentitiesProps) {
  const { data, error, refetch } = useQuery(ssoQueries.identities(accountId, id))
  // The dialog keeps what it shows while it closes.
  const [chosen, setChosen] = useState<SsoIdentityView | null>(null)
  const [isAsking, setIsAsking] = useState(false)
  const unlink = useActionMutation(
    (input: { accountId: string; identityId: string }) => unlinkSsoIdentityAction(input),
    { invalidates: [ssoKeys.all(accountId)], successMessage: `${name} was disconnected.` },
  )
  return (
    <>
      <DataTable
        label="Single sign-on"
        columns={columns}
        rows={data}
        rowId={(identity) => identity.id}
        rowName={({ connection }) => connection.name}
        rowActions={(identity) => [
          {
            label: 'Disconnect',
            tone: 'danger',
            onSelect: () => {
              setChosen(identity)
              setIsAsking(true)
            },
            disabledReason: reasonOf(update),
          },
        ]}
        empty={
          <EmptyState
            title="Not connected"
            description={`${name} did not sign in through single sign-on yet.`}
          />
        }
        error={error}
        onRetry={() => void refetch()}
      />
      {chosen ? (
        <ConfirmDialog
          isOpen={isAsking}
          onOpenChange={setIsAsking}
          title={`Disconnect ${name}`}
          consequence={`${name} is no longer known through ${chosen.connection.name}, and the sessions that it opened for them end. With the next sign-in they are connected again, if the provider still vouches for their address.`}
          confirmLabel="Disconnect"
          action={() => unlink.submit({ accountId, identityId: chosen.id })}
        />
      ) : null}
    </>
  )
}
