'use client'
import { TextField } from '@/components/form/text-field'
import { TextareaField } from '@/components/form/textarea-field'
import { PermissionsField } from './permissions-field'

/** What a role is made of. */
export function RoleFields({ refusals }: { refusals: Record<string, string> }) {
  return (
    <>
      <TextField name="name" label="Name" autoComplete="off" maxLength={60} />
      <TextareaField
        name="description"
        label="Description"
        isOptional
        rows={2}
        hint="Who it is for. Shown wherever the role can be chosen."
      />
      <PermissionsField refusals={refusals} />
    </>
  )
}
