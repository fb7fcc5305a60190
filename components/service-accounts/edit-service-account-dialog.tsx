'use client'
import { DialogForm } from '@/components/form/dialog-form'
import type { ActionResult } from '@/lib/errors'
import {
  updateServiceAccountInput,
  type ServiceAccountView,
  type UpdateServiceAccountInput,
} from '@/lib/service-accounts/schema'
import { ServiceAccountTexts } from './service-account-texts'

type EditServiceAccountDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  account: ServiceAccountView
  action: (input: UpdateServiceAccountInput) => Promise<ActionResult<unknown>>
}

/** What a service account is called and what it is for. */
export function EditServiceAccountDialog(props: EditServiceAccountDialogProps) {
  const { isOpen, onOpenChange, accountId, account, action } = props
  const { id: serviceAccountId, name, description } = account
  const expected = { name, description }
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Edit service account"
      description="Its keys, its role and its workspaces stay as they are."
      schema={updateServiceAccountInput}
      defaultValues={{ accountId, serviceAccountId, name, description, expected }}
      action={action}
      submitLabel="Save changes"
    >
      <ServiceAccountTexts />
    </DialogForm>
  )
}
