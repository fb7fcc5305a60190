'use client'
import { useWatch } from 'react-hook-form'
import type { SelectOption } from '../ui/select'
import type { FieldTexts } from './field-shell'
import { SelectField } from './select-field'
import { TextField } from './text-field'

type ExpiryFieldProps = Pick<FieldTexts, 'hint'> & {
  /** From `expiry`. */
  choices: SelectOption[]
  /** What leaving it as it is means here: "Leave as it is". */
  keepLabel?: string
}

/** When something ends by itself. */
export function ExpiryField({ choices, keepLabel, hint }: ExpiryFieldProps) {
  const chosen: unknown = useWatch({ name: 'expiresAt' })
  const keep = keepLabel ? [{ value: 'keep', label: keepLabel }] : []
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField name="expiresAt" label="Expires" options={[...keep, ...choices]} hint={hint} />
      {chosen === 'date' ? <TextField name="expiresOn" label="Last day" type="date" /> : null}
    </div>
  )
}
