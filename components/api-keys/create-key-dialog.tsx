'use client'
import type { ReactNode } from 'react'
import { DialogForm } from '@/components/form/dialog-form'
import { expiryOf, keyExpiryChoices } from '@/components/form/expiry'
import { ExpiryField } from '@/components/form/expiry-field'
import { TextField } from '@/components/form/text-field'
import type { CreatedKey } from '@/lib/api-keys/schema'
import type { ActionResult } from '@/lib/errors'
import { newKeySchema, newKeyTerms, type NewKeyValues } from './key-terms'

/** What a new key shall be; a time in RFC 3339, null for no end. */
export type NewKey = { name: string; expiresAt: string | null }

/** The same with the choice of whoever adds the field `reach`. */
type ReachingKey = NewKey & { reach: string }

type CreateKeyDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** As whom the key acts. */
  description: string
  action: (key: ReachingKey) => Promise<ActionResult<CreatedKey>>
  onCreated: (created: CreatedKey) => void
  /** The field `reach`, where there is a choice. */
  children?: ReactNode
}

/** Makes another key of a person or of a service account. */
export function CreateKeyDialog(props: CreateKeyDialogProps) {
  const { isOpen, onOpenChange, description, action, onCreated, children } = props
  return (
    <DialogForm<NewKeyValues, CreatedKey>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create API key"
      description={description}
      schema={newKeySchema}
      defaultValues={newKeyTerms}
      action={({ name, reach, ...expiry }) => action({ name, reach, expiresAt: expiryOf(expiry) ?? null })}
      onSuccess={onCreated}
      submitLabel="Create API key"
    >
      <TextField
        name="name"
        label="Name"
        autoComplete="off"
        maxLength={200}
        hint="What uses it, so that it is found again: “Build server”, “Laptop”."
      />
      {children}
      <ExpiryField choices={keyExpiryChoices} />
    </DialogForm>
  )
}
