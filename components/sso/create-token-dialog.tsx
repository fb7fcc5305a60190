'use client'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { expiryOf, expirySchema, keyExpiryChoices, refineExpiry } from '@/components/form/expiry'
import { ExpiryField } from '@/components/form/expiry-field'
import { TextField } from '@/components/form/text-field'
import { createScimTokenInput, type CreatedScimToken } from '@/lib/scim/schema'
import { useTokens } from './use-tokens'

type CreateTokenDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  onCreated: (created: CreatedScimToken) => void
}

const schema = z.object({ name: createScimTokenInput.shape.name, ...expirySchema }).superRefine(refineExpiry)
type Values = z.input<typeof schema>

/** Makes a token with which the identity provider provisions. */
export function CreateTokenDialog({ isOpen, onOpenChange, accountId, onCreated }: CreateTokenDialogProps) {
  const { create } = useTokens(accountId)
  return (
    <DialogForm<Values, CreatedScimToken>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create token"
      description="With it the identity provider makes, changes and removes members. Hand it to nobody else."
      schema={schema}
      defaultValues={{ name: '', expiresAt: '365', expiresOn: '' }}
      action={({ name, ...expiry }) => create({ accountId, name, expiresAt: expiryOf(expiry) ?? null })}
      onSuccess={onCreated}
      submitLabel="Create token"
    >
      <TextField
        name="name"
        label="Name"
        hint="Such as the provider’s name."
        autoComplete="off"
        maxLength={80}
      />
      <ExpiryField choices={keyExpiryChoices} />
    </DialogForm>
  )
}
