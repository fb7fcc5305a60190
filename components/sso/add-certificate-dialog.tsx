'use client'
import { DialogForm } from '@/components/form/dialog-form'
import { TextareaField } from '@/components/form/textarea-field'
import {
  addSsoCertificateInput,
  type OfConnection,
  type SsoConnectionReference,
} from '@/lib/sso/connection-schema'
import { useConnections } from './use-connections'

type AddCertificateDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  of: OfConnection
}

const schema = addSsoCertificateInput.omit({ accountId: true, connectionId: true })

/** Trusts one certificate of the provider more. */
export function AddCertificateDialog({ isOpen, onOpenChange, of }: AddCertificateDialogProps) {
  const { addCertificate } = useConnections(of.accountId)
  return (
    <DialogForm<{ certificate: string }, SsoConnectionReference>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add certificate"
      description="What is signed with it is believed at once, beside the others."
      schema={schema}
      defaultValues={{ certificate: '' }}
      action={({ certificate }) => addCertificate.submit({ ...of, certificate })}
      submitLabel="Add"
    >
      <TextareaField
        name="certificate"
        label="Certificate"
        rows={8}
        hint="In PEM, as the provider shows it."
      />
    </DialogForm>
  )
}
