'use client'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { expiryOf, expirySchema, keyExpiryChoices, refineExpiry } from '@/components/form/expiry'
import { ExpiryField } from '@/components/form/expiry-field'
import { SelectField } from '@/components/form/select-field'
import { leastRoleId, roleOptions } from '@/components/roles/role-options'
import { WorkspaceRolesField } from '@/components/workspaces/workspace-roles-field'
import { useSecretAction } from '@/lib/client/use-secret-action'
import { createServiceAccountAction } from '@/lib/service-accounts/actions'
import { serviceAccountKeys } from '@/lib/service-accounts/queries'
import {
  createServiceAccountInput,
  workspacesAtMost,
  type CreatedServiceAccount,
  type ServiceAccountEditor,
} from '@/lib/service-accounts/schema'
import { ServiceAccountTexts } from './service-account-texts'

type CreateServiceAccountDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  editor: ServiceAccountEditor
  onCreated: (created: CreatedServiceAccount) => void
}

const { name, description, workspaces } = createServiceAccountInput.shape
const schema = z
  .object({
    name,
    description,
    workspaces,
    roleId: z.uuid({ error: 'Choose a role.' }),
    ...expirySchema,
  })
  .superRefine(refineExpiry)
type Values = z.input<typeof schema>

/** Makes a service account with its first key and, if one likes, access to workspaces. */
export function CreateServiceAccountDialog(props: CreateServiceAccountDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, editor, onCreated } = props
  const create = useSecretAction(createServiceAccountAction, {
    invalidates: [serviceAccountKeys.all(accountId)],
    refreshesPage: true,
  })
  return (
    <DialogForm<Values, CreatedServiceAccount>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create service account"
      description={`A program that acts in ${organizationName} with keys of its own, and not in the name of a person.`}
      schema={schema}
      defaultValues={{
        name: '',
        description: '',
        roleId: leastRoleId(editor.roles),
        workspaces: [],
        expiresAt: '90',
        expiresOn: '',
      }}
      action={({ expiresAt, expiresOn, ...account }) =>
        create({ accountId, ...account, expiresAt: expiryOf({ expiresAt, expiresOn }) ?? null })
      }
      onSuccess={onCreated}
      submitLabel="Create service account"
    >
      <ServiceAccountTexts />
      <SelectField name="roleId" label="Organization role" options={roleOptions(editor.roles)} />
      <WorkspaceRolesField
        accountId={accountId}
        atMost={workspacesAtMost}
        hint="Default roles are not for service accounts: it opens the workspaces you choose."
      />
      <ExpiryField choices={keyExpiryChoices} hint="Its first key, which you see next." />
    </DialogForm>
  )
}
