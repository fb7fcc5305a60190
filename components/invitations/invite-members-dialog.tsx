'use client'
import { SelectField } from '@/components/form/select-field'
import { Notice } from '@/components/shell/notice'
import type { AssignableRole } from '@/lib/roles/schema'
import { InvitationDialog } from './invitation-dialog'
import { leastRoleId, roleOptions } from '@/components/roles/role-options'
import { WorkspaceRolesField } from '@/components/workspaces/workspace-roles-field'
import { workspacesAtMost } from '@/lib/invitations/schema'

type InviteMembersDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  roles: AssignableRole[]
  /** Whether this installation sends mail. */
  sendsMail: boolean
}

/** Invites any number of addresses with one role, and to any workspaces with a role in each. */
export function InviteMembersDialog(props: InviteMembersDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, roles, sendsMail } = props
  return (
    <InvitationDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Invite members"
      description={`Each address gets a link to join ${organizationName} with the role you choose.`}
      offer={{ accountId, roleId: leastRoleId(roles), workspaces: [] }}
      notice={
        sendsMail ? null : (
          <Notice tone="warning">
            This installation sends no mail. The invitations are made all the same: copy each link from the
            list and hand it over.
          </Notice>
        )
      }
    >
      <SelectField name="roleId" label="Organization role" options={roleOptions(roles)} />
      <WorkspaceRolesField
        accountId={accountId}
        atMost={workspacesAtMost}
        hint="Whoever accepts is added to the workspaces you choose here."
      />
    </InvitationDialog>
  )
}
