'use client'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import { roleOptions } from '@/components/roles/role-options'
import type { ActionResult } from '@/lib/errors'
import type { AssignableRole } from '@/lib/roles/schema'
import type { ChangeServiceAccountRoleInput, ServiceAccountView } from '@/lib/service-accounts/schema'

type ChangeServiceAccountRoleDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  account: ServiceAccountView
  roles: AssignableRole[]
  action: (input: ChangeServiceAccountRoleInput) => Promise<ActionResult<unknown>>
}

const schema = z.object({ roleId: z.uuid({ error: 'Choose a role.' }) })
type Values = z.infer<typeof schema>

/** Gives a service account another organization role. */
export function ChangeServiceAccountRoleDialog(props: ChangeServiceAccountRoleDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, account, roles, action } = props
  const { id: serviceAccountId, name, role_id, role_name } = account
  return (
    <DialogForm<Values, unknown>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Change role"
      description={`${name} is ${role_name} in ${organizationName}. Its keys may do at once what the new role allows, and nothing else.`}
      schema={schema}
      defaultValues={{ roleId: role_id }}
      action={({ roleId }) => action({ accountId, serviceAccountId, roleId, expectedRoleId: role_id })}
      submitLabel="Change role"
    >
      <SelectField
        name="roleId"
        label="Organization role"
        options={roleOptions(roles)}
        hint="A service account is never an Administrator. What it does in workspaces is given there."
      />
    </DialogForm>
  )
}
