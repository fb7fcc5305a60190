'use client'
import { useWatch } from 'react-hook-form'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import { TextField } from '@/components/form/text-field'
import { leastRoleId } from '@/components/roles/role-options'
import { useSecretAction } from '@/lib/client/use-secret-action'
import { groupMappingKeys } from '@/lib/groups/queries'
import type { AssignableRole } from '@/lib/roles/schema'
import { createOidcConnectionAction, createSamlConnectionAction } from '@/lib/sso/actions'
import type { SsoConnectionReference } from '@/lib/sso/connection-schema'
import { ssoKeys } from '@/lib/sso/queries'
import {
  newConnectionForm,
  newValues,
  oidcTermsOf,
  samlTermsOf,
  type ConnectionValues,
} from './connection-form'
import { EntryFields } from './entry-fields'
import { OidcFields, SamlFields } from './provider-fields'

type AddConnectionDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  roles: AssignableRole[]
  onCreated: (connectionId: string) => void
}

/** Connects an identity provider, as a draft through which nobody comes in yet. */
export function AddConnectionDialog(props: AddConnectionDialogProps) {
  const { isOpen, onOpenChange, accountId, roles, onCreated } = props
  const create = useSecretAction(
    (values: ConnectionValues) =>
      values.kind === 'OIDC'
        ? createOidcConnectionAction({ accountId, ...oidcTermsOf(values) })
        : createSamlConnectionAction({ accountId, ...samlTermsOf(values) }),
    { invalidates: [ssoKeys.all(accountId), groupMappingKeys.all(accountId)] },
  )
  return (
    <DialogForm<ConnectionValues, SsoConnectionReference>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add connection"
      description="It begins as a draft: you see next what the provider needs to know, test it, then activate it."
      schema={newConnectionForm}
      defaultValues={newValues(leastRoleId(roles))}
      action={create}
      onSuccess={({ id }) => onCreated(id)}
      submitLabel="Add"
    >
      <TextField
        name="name"
        label="Name"
        hint="Shown to people on their way in: Continue with NAME."
        autoComplete="off"
        maxLength={80}
      />
      <SelectField
        name="kind"
        label="Kind"
        options={[
          { value: 'OIDC', label: 'OpenID Connect' },
          { value: 'SAML', label: 'SAML 2.0' },
        ]}
      />
      <FieldsOfKind roles={roles} />
    </DialogForm>
  )
}

function FieldsOfKind({ roles }: { roles: AssignableRole[] }) {
  const kind = useWatch<ConnectionValues, 'kind'>({ name: 'kind' })
  return (
    <>
      {kind === 'SAML' ? <SamlFields /> : <OidcFields />}
      <EntryFields kind={kind} roles={roles} />
    </>
  )
}
