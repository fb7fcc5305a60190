'use client'
import { DialogForm } from '@/components/form/dialog-form'
import { expiryOf, keyExpiryChoices } from '@/components/form/expiry'
import { ExpiryField } from '@/components/form/expiry-field'
import { TextField } from '@/components/form/text-field'
import type { ApiKeyView } from '@/lib/api-keys/schema'
import type { ActionResult } from '@/lib/errors'
import { currentEndText, keyTerms, type KeyTerms } from './key-terms'

/** What is left out stays as it is. */
export type KeyChange = { name?: string; expiresAt?: string | null }

type EditKeyDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  apiKey: ApiKeyView
  action: (change: KeyChange) => Promise<ActionResult<unknown>>
}

/** Gives a key another name or another end. */
export function EditKeyDialog({ isOpen, onOpenChange, apiKey, action }: EditKeyDialogProps) {
  return (
    <DialogForm<KeyTerms, unknown>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Edit API key"
      description="The key itself stays as it is, wherever it is used."
      schema={keyTerms}
      defaultValues={{ name: apiKey.name, expiresAt: 'keep', expiresOn: '' }}
      action={({ name, ...expiry }) => {
        const expiresAt = expiryOf(expiry)
        return action({
          ...(name.trim() === apiKey.name ? {} : { name }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        })
      }}
      submitLabel="Save changes"
    >
      <TextField name="name" label="Name" autoComplete="off" maxLength={200} />
      <ExpiryField choices={keyExpiryChoices} keepLabel={currentEndText(apiKey.expires_at)} />
    </DialogForm>
  )
}
