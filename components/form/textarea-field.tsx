'use client'
import { Textarea } from '../ui/textarea'
import { FieldShell, type FieldTexts } from './field-shell'
import { useField } from './use-field'
import { useRegisteredText } from './use-registered-text'

type TextareaFieldProps = FieldTexts & {
  name: string
  rows?: number
  placeholder?: string
  maxLength?: number
  isReadOnly?: boolean
}

export function TextareaField({
  label,
  hint,
  isOptional = false,
  name,
  isReadOnly,
  ...textarea
}: TextareaFieldProps) {
  const field = useField({ name, hasHint: Boolean(hint), isReadOnly })
  return (
    <FieldShell label={label} hint={hint} isOptional={isOptional} ids={field.ids} error={field.error}>
      <Textarea
        {...textarea}
        {...useRegisteredText(name)}
        id={field.ids.control}
        readOnly={field.isReadOnly}
        aria-required={!isOptional}
        aria-invalid={field.error !== undefined}
        aria-describedby={field.describedBy}
      />
    </FieldShell>
  )
}
