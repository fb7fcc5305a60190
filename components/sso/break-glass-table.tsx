'use client'
import { useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { Badge } from '@/components/ui/badge'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { RelativeTime } from '@/components/ui/relative-time'
import type { SsoEnforcementView } from '@/lib/sso/enforcement-schema'
import { useEnforcement } from './use-enforcement'

const AddBreakGlassDialog = lazyDialog(() =>
  import('./add-break-glass-dialog').then((file) => file.AddBreakGlassDialog),
)

type BreakGlassTableProps = {
  accountId: string
  enforcement: SsoEnforcementView
  administratorRoleId: string | undefined
}
type Administrator = SsoEnforcementView['break_glass'][number]

const column = columnsOf<Administrator>()

const columns = column.columns([
  column.accessor('name', {
    header: 'Administrator',
    cell: ({ row }) => (
      <div className="min-w-0 py-1.5">
        <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
          {row.original.name}
          {row.original.has_password ? null : <Badge tone="warning">No password</Badge>}
        </p>
        <p className="text-sm text-muted wrap-anywhere">{row.original.email}</p>
      </div>
    ),
  }),
  column.accessor('last_used_at', {
    header: 'Last used',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
])

/** The Administrators whom a password lets in while single sign-on is required. */
export function BreakGlassTable({ accountId, enforcement, administratorRoleId }: BreakGlassTableProps) {
  const { break_glass, can } = enforcement
  const [isAdding, setIsAdding] = useState(false)
  const [isRemoving, setIsRemoving] = useState(false)
  // The dialog keeps what it shows while it closes.
  const [chosen, setChosen] = useState<Administrator | null>(null)
  const { setBreakGlass } = useEnforcement(accountId)
  const refusal = reasonOf(can.set_break_glass)
  const ids = break_glass.map((one) => one.membership_id)
  return (
    <div>
      <div className="mb-3 flex items-start justify-between gap-4">
        <div>
          <h3 className="font-medium">Break-glass Administrators</h3>
          <p className="mt-0.5 text-sm text-muted">A password lets them in when no provider works.</p>
        </div>
        <AddButton
          label="Add break-glass Administrator"
          onClick={() => setIsAdding(true)}
          disabledReason={refusal}
        />
      </div>
      <DataTable
        label="Break-glass Administrators"
        columns={columns}
        rows={break_glass}
        rowId={(one) => one.membership_id}
        rowName={({ name }) => name}
        rowActions={(administrator) => [
          {
            label: 'Remove',
            tone: 'danger',
            onSelect: () => {
              setChosen(administrator)
              setIsRemoving(true)
            },
            disabledReason: refusal,
          },
        ]}
        empty={
          <EmptyState
            title="Nobody yet"
            description="Name an Administrator or two before you require single sign-on."
          />
        }
      />
      {chosen ? (
        <ConfirmDialog
          isOpen={isRemoving}
          onOpenChange={setIsRemoving}
          title={`Remove ${chosen.name}`}
          consequence={`${chosen.name} stays an Administrator, and comes in through single sign-on alone while it is required.`}
          confirmLabel="Remove"
          action={() =>
            setBreakGlass.submit({
              accountId,
              membershipIds: ids.filter((id) => id !== chosen.membership_id),
              expectedMembershipIds: ids,
            })
          }
        />
      ) : null}
      <AddBreakGlassDialog
        key={ids.join()}
        isOpen={isAdding}
        onOpenChange={setIsAdding}
        accountId={accountId}
        enforcement={enforcement}
        administratorRoleId={administratorRoleId}
      />
    </div>
  )
}
