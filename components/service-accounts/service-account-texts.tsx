'use client'
import { TextField } from '@/components/form/text-field'
import { TextareaField } from '@/components/form/textarea-field'

/** The fields of what a service account is called and what it is for. */
export function ServiceAccountTexts() {
  return (
    <>
      <TextField name="name" label="Name" autoComplete="off" maxLength={200} />
      <TextareaField
        name="description"
        label="Description"
        isOptional
        rows={2}
        placeholder="What it does, and who looks after it"
      />
    </>
  )
}
