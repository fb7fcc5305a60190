'use client'
import { roleOptions } from '@/components/roles/role-options'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { Card } from '@/components/ui/card'
import { reasonOf, reasonText } from '@/components/ui/disabled-reason'
import { RoleBadge } from '@/components/ui/role-badge'
import { Select } from '@/components/ui/select'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { memberKeys } from '@/lib/members/queries'
import { roleKeys } from '@/lib/roles/queries'
import { setDefaultRoleAction } from '@/lib/sharing/actions'
import { sharingKeys, sharingQueries, type SharedWorkspace } from '@/lib/sharing/queries'
import type { SharingEditor } from '@/lib/sharing/schema'
import { workspaceKeys } from '@/lib/workspaces/queries'
import { AccessEffectsView } from './access-effects'

// No role has this id.
const none = 'none'
const noAccess = {
  value: none,
  label: 'No access',
  description: 'Only those who are added, and Administrators.',
}

/** What "Anyone at ACCOUNT" holds in the workspace. Choosing another says first who gains and loses what. */
export function DefaultRoleCard({ editor }: { editor: SharingEditor }) {
  const { workspace, share, roles } = editor
  const { account } = workspace
  const [wanted, setWanted] = useState<string | null>(null)
  const current = workspace.default_role?.id ?? none
  const refusal = reasonOf(share)
  return (
    <Card
      title={`Anyone at ${account.name}`}
      description={
        account.kind === 'PERSONAL'
          ? 'What every guest of this account holds here, beside what they are given below.'
          : 'What every member holds here, beside what they are given below: the two add up. Service accounts get no default role.'
      }
      actions={
        refusal ? (
          <div className="grid justify-items-end gap-1">
            <RoleBadge name={workspace.default_role?.name ?? 'No access'} />
            <p className="max-w-56 text-right text-xs text-muted">{reasonText(refusal)}</p>
          </div>
        ) : (
          <div className="w-full shrink-0 sm:w-56">
            <Select
              aria-label="Default workspace role"
              value={current}
              onValueChange={(next) => (next === current ? undefined : setWanted(next))}
              options={[noAccess, ...roleOptions(roles)]}
            />
          </div>
        )
      }
    >
      {null}
      <ChangeDefaultRole editor={editor} wanted={wanted} onClose={() => setWanted(null)} />
    </Card>
  )
}

type ChangeDefaultRoleProps = { editor: SharingEditor; wanted: string | null; onClose: () => void }

function ChangeDefaultRole({ editor, wanted, onClose }: ChangeDefaultRoleProps) {
  const { workspace, roles } = editor
  const { account } = workspace
  const of: SharedWorkspace = { accountId: account.id, workspaceId: workspace.id }
  const [shown, setShown] = useState<string>(none)
  if (wanted !== null && wanted !== shown) setShown(wanted)
  const roleId = shown === none ? null : shown
  const before = workspace.default_role?.name ?? noAccess.label
  const after = roles.find(({ id }) => id === roleId)?.name ?? noAccess.label
  const { data, error } = useQuery({
    ...sharingQueries.defaultRolePreview(of, roleId),
    enabled: wanted !== null,
  })
  const { submit } = useActionMutation(setDefaultRoleAction, {
    invalidates: [
      sharingKeys.all(of),
      memberKeys.all(account.id),
      roleKeys.all(account.id),
      workspaceKeys.mine(),
    ],
    refreshesPage: true,
    successMessage: `Anyone at ${account.name}: ${after}.`,
  })
  return (
    <ConfirmDialog
      isOpen={wanted !== null}
      onOpenChange={onClose}
      title="Change default role"
      tone={roleId === null ? 'danger' : 'primary'}
      consequence={`Anyone at ${account.name} holds ${after} in ${workspace.name} instead of ${before}. Those who are added keep what they were given.`}
      confirmLabel="Change default role"
      action={() => submit({ ...of, roleId, expectedRoleId: workspace.default_role?.id ?? null })}
    >
      <AccessEffectsView effects={data} error={error} />
    </ConfirmDialog>
  )
}
