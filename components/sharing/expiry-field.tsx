'use client'
import { useWatch } from 'react-hook-form'
import { SelectField } from '@/components/form/select-field'
import { TextField } from '@/components/form/text-field'
import { expiryChoices } from './expiry'

type ExpiryFieldProps = {
  /** What leaving it as it is means here: "Leave as it is". */
  keepLabel?: string
}

/** When access ends by itself. */
export function ExpiryField({ keepLabel }: ExpiryFieldProps) {
  const chosen: unknown = useWatch({ name: 'expiresAt' })
  const keep = keepLabel ? [{ value: 'keep', label: keepLabel }] : []
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField name="expiresAt" label="Expires" options={[...keep, ...expiryChoices]} />
      {chosen === 'date' ? <TextField name="expiresOn" label="Last day" type="date" /> : null}
    </div>
  )
}
