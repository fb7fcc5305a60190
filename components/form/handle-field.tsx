'use client'
import { TextField } from './text-field'

type HandleFieldProps = { hint?: string; onValueChange?: (handle: string) => void }

/** What something is called in addresses. */
export function HandleField({
  hint = '3 to 40 small letters, digits and hyphens.',
  onValueChange,
}: HandleFieldProps) {
  return (
    <TextField
      name="handle"
      label="Handle"
      hint={hint}
      isMono
      autoCapitalize="none"
      spellCheck={false}
      autoComplete="off"
      {...(onValueChange ? { onValueChange } : {})}
    />
  )
}
