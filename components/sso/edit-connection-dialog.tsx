'use client'
import { useMemo } from 'react'
import { DialogForm } from '@/components/form/dialog-form'
import { TextField } from '@/components/form/text-field'
import type { AssignableRole } from '@/lib/roles/schema'
import type { SsoConnectionReference, SsoConnectionView } from '@/lib/sso/connection-schema'
import { changeForm, changesOf, valuesOf, type ConnectionValues } from './connection-form'
import { EntryFields } from './entry-fields'
import { OidcFields, SamlFields } from './provider-fields'
import { useConnections } from './use-connections'

type EditConnectionDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  connection: SsoConnectionView
  roles: AssignableRole[]
}

/** Changes a connection. Who people are hangs on the issuer and the client id, which stay once anybody depends on them. */
export function EditConnectionDialog(props: EditConnectionDialogProps) {
  const { isOpen, onOpenChange, accountId, connection, roles } = props
  const { update } = useConnections(accountId)
  const { id, version, kind, can } = connection
  const schema = useMemo(() => changeForm(connection), [connection])
  const Fields = kind === 'OIDC' ? OidcFields : SamlFields
  return (
    <DialogForm<ConnectionValues, SsoConnectionReference>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Edit connection"
      description="It counts at once. Other values of the provider take the last test back."
      schema={schema}
      defaultValues={valuesOf(connection)}
      action={(values) =>
        update.submit({
          accountId,
          connectionId: id,
          expectedVersion: version,
          ...changesOf(values, connection),
        })
      }
      submitLabel="Save changes"
    >
      <TextField name="name" label="Name" autoComplete="off" maxLength={80} />
      <Fields isExisting fixed={can.change_provider.allowed ? undefined : can.change_provider.message} />
      <EntryFields kind={kind} roles={roles} />
    </DialogForm>
  )
}
