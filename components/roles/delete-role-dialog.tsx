'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ChoiceOption } from '@/components/ui/choice-options'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { countOf } from '@/lib/format'
import { memberKeys } from '@/lib/members/queries'
import { deleteRoleAction } from '@/lib/roles/actions'
import { roleEffectQueries } from '@/lib/roles/effects-queries'
import type { RoleView } from '@/lib/roles/schema'
import { hidesUses, usesInAccount, usesInWorkspaces, usesText } from '@/lib/roles/uses'
import { RoleChoice } from './role-choice'
import { RoleEffectsView } from './role-effects-view'

type DeleteRoleDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  role: RoleView
  onDeleted: () => void
}

/** Deletes a role, and where it is used gives its uses to other roles in the same step. */
export function DeleteRoleDialog(props: DeleteRoleDialogProps) {
  const { isOpen, onOpenChange, accountId, role, onDeleted } = props
  const { uses, name } = role
  const [target, setTarget] = useState<Record<'account' | 'workspaces', ChoiceOption | null>>({
    account: null,
    workspaces: null,
  })
  const inAccount = usesInAccount(uses)
  const inWorkspaces = usesInWorkspaces(uses)
  const isUsed = inAccount + inWorkspaces > 0
  const isReady =
    (inAccount === 0 || target.account !== null) && (inWorkspaces === 0 || target.workspaces !== null)
  const to = {
    ...(inAccount > 0 && target.account ? { account: target.account.value } : {}),
    ...(inWorkspaces > 0 && target.workspaces ? { workspaces: target.workspaces.value } : {}),
  }
  const { submit } = useActionMutation(deleteRoleAction, {
    invalidates: [memberKeys.all(accountId)],
    successMessage: ({ reassigned }) =>
      reassigned > 0
        ? `The role ${name} is deleted, and ${countOf(reassigned, 'use')} reassigned.`
        : `The role ${name} is deleted.`,
    refreshesPage: true,
  })
  const input = { accountId, roleId: role.id, expectedVersion: role.version }
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Delete ${name}`}
      consequence={
        isUsed
          ? `${name} is ${usesText(uses)}. They need another role before it can go; both happen in one step. This cannot be undone.`
          : `Nobody${hidesUses(uses) ? ' you can see' : ''} uses ${name}. This cannot be undone.`
      }
      confirmLabel={isUsed ? 'Reassign and delete' : 'Delete'}
      disabledReason={isReady ? undefined : 'Choose the role that takes its place.'}
      action={() => submit(isUsed ? { ...input, reassignTo: to } : input)}
      onSuccess={onDeleted}
    >
      {isUsed ? (
        <div className="mt-4 grid gap-4">
          {inAccount > 0 ? (
            <RoleChoice
              accountId={accountId}
              level="organization"
              label="Organization role"
              exceptId={role.id}
              value={target.account}
              onValueChange={(account) => setTarget({ ...target, account })}
            />
          ) : null}
          {inWorkspaces > 0 ? (
            <RoleChoice
              accountId={accountId}
              level="workspace"
              label="Workspace role"
              exceptId={role.id}
              value={target.workspaces}
              onValueChange={(workspaces) => setTarget({ ...target, workspaces })}
            />
          ) : null}
          {isReady ? <Preview accountId={accountId} roleId={role.id} to={to} /> : null}
        </div>
      ) : null}
    </ConfirmDialog>
  )
}

type PreviewProps = { accountId: string; roleId: string; to: { account?: string; workspaces?: string } }

function Preview({ accountId, roleId, to }: PreviewProps) {
  const { data, error } = useQuery(roleEffectQueries.reassignment(accountId, roleId, to))
  return <RoleEffectsView effects={data} error={error} />
}
