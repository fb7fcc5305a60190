'use client'
import { TextField } from '@/components/form/text-field'

/** The address a person signs in with, as password managers know it. */
export function EmailField() {
  return (
    <TextField
      name="email"
      label="Email"
      type="email"
      inputMode="email"
      autoComplete="username"
      autoCapitalize="none"
    />
  )
}
