'use client'
import { roleOptions } from '@/components/roles/role-options'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { DialogForm } from '@/components/form/dialog-form'
import { NameAndHandleFields } from '@/components/form/name-and-handle-fields'
import { SelectField } from '@/components/form/select-field'
import { TextareaField } from '@/components/form/textarea-field'
import { Choice } from '@/components/ui/choice'
import { reasonOf } from '@/components/ui/disabled-reason'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { paths } from '@/lib/paths'
import { createWorkspaceAction } from '@/lib/workspaces/actions'
import { workspaceKeys, workspaceQueries } from '@/lib/workspaces/queries'
import {
  createWorkspaceInput,
  suggestWorkspaceHandle,
  type AccountReference,
  type WorkspaceEditor,
} from '@/lib/workspaces/schema'
import { accountOption } from './account-option'

type CreateWorkspaceDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** Where it may go; with more than one the dialog asks, beginning with the first. */
  accounts: AccountReference[]
}

const noAccess = 'none'

/** Makes a workspace and goes there. */
export function CreateWorkspaceDialog({ isOpen, onOpenChange, accounts }: CreateWorkspaceDialogProps) {
  const router = useRouter()
  const [chosenId, setChosenId] = useState<string | null>(null)
  const account = accounts.find(({ id }) => id === chosenId) ?? accounts[0]
  const accountId = account?.id ?? ''
  const { data: editor } = useQuery({ ...workspaceQueries.editor(accountId), enabled: isOpen })
  const { submit } = useActionMutation(createWorkspaceAction, {
    invalidates: [workspaceKeys.all(accountId), workspaceKeys.mine()],
    successMessage: ({ name }) => `The workspace ${name} is made.`,
  })
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create workspace"
      description="Where flows and their runs live. Who can open it is decided by its default role and by sharing it."
      schema={createWorkspaceInput}
      defaultValues={{ accountId, name: '', handle: '', description: '', defaultRoleId: null }}
      action={submit}
      // It goes on to the workspace: closing first would change the address on the way there.
      closesOnSuccess={false}
      onSuccess={({ handle }) => router.push(paths.workspace(account?.handle ?? '', handle))}
      submitLabel="Create workspace"
      disabledReason={editor && reasonOf(editor.create)}
    >
      {accounts.length > 1 && account ? (
        <AccountField accounts={accounts} account={account} onAccountChange={setChosenId} />
      ) : null}
      {editor && !editor.create.allowed ? (
        <p className="rounded-md bg-warning-soft px-4 py-3 text-pretty text-warning">
          {editor.create.message}
        </p>
      ) : null}
      <NameAndHandleFields suggestHandle={suggestWorkspaceHandle} maxLength={200} />
      <TextareaField name="description" label="Description" isOptional rows={2} />
      <SelectField
        name="defaultRoleId"
        label="Default workspace role"
        hint={`What anyone at ${account?.name ?? 'the account'} may do in it without being added.`}
        options={defaultRoleOptions(editor)}
        nullOption={noAccess}
      />
    </DialogForm>
  )
}

type AccountFieldProps = {
  accounts: AccountReference[]
  account: AccountReference
  onAccountChange: (accountId: string) => void
}

function AccountField({ accounts, account, onAccountChange }: AccountFieldProps) {
  const { setValue } = useFormContext<{ accountId: string; defaultRoleId: string | null }>()
  return (
    <Choice
      label="Account"
      searchLabel="Search accounts"
      placeholder="Choose where the workspace goes"
      options={accounts.map(accountOption)}
      value={accountOption(account)}
      onValueChange={({ value }) => {
        setValue('accountId', value)
        // Roles are an account's own.
        setValue('defaultRoleId', null)
        onAccountChange(value)
      }}
    />
  )
}

function defaultRoleOptions(editor: WorkspaceEditor | undefined) {
  return [
    {
      value: noAccess,
      label: 'No access',
      description: 'Only those who are added, and Administrators, open it.',
    },
    ...roleOptions(editor?.defaultRoles ?? []),
  ]
}
