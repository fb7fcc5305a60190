'use client'
import { SelectField } from '@/components/form/select-field'
import type { AssignableRole } from '@/lib/roles/schema'
import { InvitationDialog } from './invitation-dialog'
import { leastRoleId, roleOptions } from '@/components/roles/role-options'

type InviteToWorkspaceDialogProps = {
  accountId: string
  workspaceId: string
  workspaceName: string
  /** The roles that can be given in the workspace. */
  roles: AssignableRole[]
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

/** Invites any number of addresses to one workspace; in the account they get the role Member. */
export function InviteToWorkspaceDialog(props: InviteToWorkspaceDialogProps) {
  const { accountId, workspaceId, workspaceName, roles, isOpen, onOpenChange } = props
  const workspaces = [{ workspaceId, roleId: leastRoleId(roles) }]
  return (
    <InvitationDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Invite to workspace"
      description={`Each address gets a link that opens ${workspaceName} with the role you choose.`}
      offer={{ accountId, roleId: null, workspaces }}
    >
      <SelectField name="workspaces.0.roleId" label="Workspace role" options={roleOptions(roles)} />
    </InvitationDialog>
  )
}
