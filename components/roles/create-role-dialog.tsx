'use client'
import { useQuery } from '@tanstack/react-query'
import { DialogForm } from '@/components/form/dialog-form'
import { FormAlertText } from '@/components/form/form-alert-text'
import { Dialog } from '@/components/ui/dialog'
import { Skeleton } from '@/components/ui/skeleton'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { countOf } from '@/lib/format'
import { createRoleAction } from '@/lib/roles/actions'
import { roleKeys, roleQueries } from '@/lib/roles/queries'
import { createRoleInput, type CreateRoleInput, type RoleDetail, type RoleEditor } from '@/lib/roles/schema'
import { RoleFields } from './role-fields'

type CreateRoleDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  editor: RoleEditor
  /** The role to begin from, or null to begin from nothing. */
  fromRoleId: string | null
  onCreated: (roleId: string) => void
}

/** Makes a custom role, from nothing or from another one. */
export function CreateRoleDialog(props: CreateRoleDialogProps) {
  const { isOpen, onOpenChange, accountId, fromRoleId } = props
  const { data, error } = useQuery({
    ...roleQueries.detail(accountId, fromRoleId ?? ''),
    enabled: isOpen && fromRoleId !== null,
  })
  if (fromRoleId === null) return <RoleForm {...props} source={null} />
  if (data) return <RoleForm {...props} source={data} />
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Create role" size="large">
      {error ? <FormAlertText message={error.message} /> : <Skeleton height="block" />}
    </Dialog>
  )
}

function RoleForm(props: CreateRoleDialogProps & { source: RoleDetail | null }) {
  const { isOpen, onOpenChange, accountId, editor, source, onCreated } = props
  const { submit } = useActionMutation(createRoleAction, {
    invalidates: [roleKeys.all(accountId)],
    successMessage: ({ name }) => `The role ${name} is made.`,
  })
  const held = source?.permissions ?? []
  const copied = held.filter((id) => editor.refusals[id] === undefined)
  const values: CreateRoleInput = {
    accountId,
    name: source ? `Copy of ${source.name}`.slice(0, 60) : '',
    description: source?.description ?? '',
    permissions: copied,
  }
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create role"
      description={
        source
          ? leftOut(source, held.length - copied.length)
          : 'A set of permissions that can be given to members.'
      }
      size="large"
      schema={createRoleInput}
      defaultValues={values}
      action={submit}
      // It goes on to the role's page: closing first would change the address on the way there.
      onSuccess={({ id }) => onCreated(id)}
      closesOnSuccess={false}
      submitLabel="Create role"
      disabledReason={editor.create.allowed ? undefined : editor.create.message}
    >
      <RoleFields refusals={editor.refusals} />
    </DialogForm>
  )
}

function leftOut({ name }: RoleDetail, count: number): string {
  if (count === 0) return `Begins with everything that ${name} holds.`
  return `Begins with what ${name} holds, but for ${countOf(count, 'permission')} that you cannot put into a role. Each says why below.`
}
