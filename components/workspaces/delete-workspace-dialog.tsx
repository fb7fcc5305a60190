'use client'
import { useQuery } from '@tanstack/react-query'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { countOf } from '@/lib/format'
import { deleteWorkspaceAction } from '@/lib/workspaces/actions'
import { workspaceKeys, workspaceQueries } from '@/lib/workspaces/queries'
import type { WorkspaceDetail, WorkspaceReference } from '@/lib/workspaces/schema'

type DeleteWorkspaceDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  workspace: WorkspaceReference
  onDeleted?: () => void
}

/** Says what goes with a workspace, then deletes it. */
export function DeleteWorkspaceDialog(props: DeleteWorkspaceDialogProps) {
  const { isOpen, onOpenChange, accountId, workspace, onDeleted } = props
  const { id: workspaceId, name, handle } = workspace
  const { data } = useQuery({ ...workspaceQueries.detail(accountId, workspaceId), enabled: isOpen })
  const { submit } = useActionMutation(deleteWorkspaceAction, {
    invalidates: [[...workspaceKeys.all(accountId), 'list'], workspaceKeys.mine()],
    successMessage: `The workspace ${name} is deleted.`,
    refreshesPage: onDeleted === undefined,
  })
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Delete ${name}`}
      consequence={consequenceOf(name, data)}
      confirmLabel="Delete workspace"
      textToType={handle}
      action={() => submit({ accountId, workspaceId, handle })}
      onSuccess={() => onDeleted?.()}
    />
  )
}

function consequenceOf(name: string, detail: WorkspaceDetail | undefined): string {
  if (!detail) return `Deleting ${name} removes everything in it. Counting what goes with it …`
  const { grants, invitations } = detail.counts
  const ends = [
    grants > 0
      ? `ends the access of ${countOf(grants, 'member or service account', 'members and service accounts')} who were added to it`
      : '',
    invitations > 0 ? `takes it out of ${countOf(invitations, 'pending invitation')}` : '',
  ].filter(Boolean)
  const what = ['removes everything in it (flows and flow runs too)', ...ends]
  const last = what.pop() ?? ''
  return `Deleting ${name} ${what.length > 0 ? `${what.join(', ')} and ${last}` : last}. It cannot be undone.`
}
