'use client'
import { useRouter } from 'next/navigation'
import { DialogForm } from '@/components/form/dialog-form'
import { NameAndHandleFields } from '@/components/form/name-and-handle-fields'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { createOrganizationAction } from '@/lib/accounts/actions'
import { createOrganizationInput, suggestHandle } from '@/lib/accounts/schema'
import { paths } from '@/lib/paths'

type CreateOrganizationDialogProps = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }

export function CreateOrganizationDialog({ isOpen, onOpenChange }: CreateOrganizationDialogProps) {
  const router = useRouter()
  const { submit } = useActionMutation(createOrganizationAction, { invalidates: [] })
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create organization"
      description="You become its Administrator. The name and the handle can be changed later."
      schema={createOrganizationInput}
      defaultValues={{ name: '', handle: '' }}
      action={submit}
      closesOnSuccess={false}
      onSuccess={({ handle }) => router.push(paths.organization(handle))}
      submitLabel="Create organization"
    >
      <NameAndHandleFields suggestHandle={suggestHandle} maxLength={200} autoComplete="organization" />
    </DialogForm>
  )
}
