'use client'
import { SelectField } from '@/components/form/select-field'
import type { AccountSummary } from '@/lib/accounts/schema'
import type { CreatedKey } from '@/lib/api-keys/schema'
import { CreateKeyDialog } from './create-key-dialog'
import { everyAccount } from './key-terms'
import { useCreateUserKey } from './use-user-keys'

type CreateUserKeyDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accounts: Pick<AccountSummary, 'id' | 'name' | 'kind'>[]
  onCreated: (created: CreatedKey) => void
}

/** Makes a key of the person who asks, for one account or for all of theirs. */
export function CreateUserKeyDialog({ accounts, ...dialog }: CreateUserKeyDialogProps) {
  const create = useCreateUserKey()
  const options = accounts.map(({ id, name, kind }) => ({
    value: id,
    label: kind === 'PERSONAL' ? `${name} (personal)` : name,
  }))
  return (
    <CreateKeyDialog
      {...dialog}
      description="Whatever has it acts as you. It stops where you are removed or suspended, and everywhere when your password is reset."
      action={({ reach, ...key }) => create({ ...key, accountId: reach === everyAccount ? null : reach })}
    >
      <SelectField
        name="reach"
        label="Acts in"
        options={[
          { value: everyAccount, label: 'All your accounts', description: 'Those you join later too.' },
          ...options,
        ]}
        hint="For one organization it can do nothing in another, whoever gets hold of it."
      />
    </CreateKeyDialog>
  )
}
