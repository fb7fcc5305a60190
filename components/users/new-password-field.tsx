'use client'
import { PasswordField } from '@/components/form/password-field'
import { PasswordStrength } from './password-strength'

type NewPasswordFieldProps = {
  label: string
  /** The person's name and address, where the form does not ask for them. */
  personal?: string[]
}

/** A password being chosen, with a hint of how easy it is to guess. */
export function NewPasswordField({ label, personal }: NewPasswordFieldProps) {
  return (
    <PasswordField
      name="password"
      label={label}
      autoComplete="new-password"
      hint="At least 8 characters. A few unrelated words are easy to remember and hard to guess."
      renderStrength={(password) => <PasswordStrength password={password} personal={personal ?? []} />}
    />
  )
}
