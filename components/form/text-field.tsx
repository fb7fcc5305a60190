'use client'
import type { ComponentProps, ReactNode } from 'react'
import { Input } from '../ui/input'
import { FieldShell, type FieldTexts } from './field-shell'
import { useField } from './use-field'
import { useRegisteredText } from './use-registered-text'

type TextFieldProps = FieldTexts &
  Pick<
    ComponentProps<'input'>,
    'autoComplete' | 'placeholder' | 'inputMode' | 'maxLength' | 'autoFocus' | 'spellCheck' | 'autoCapitalize'
  > & {
    name: string
    type?: 'text' | 'email' | 'url' | 'search' | 'tel' | 'date' | 'datetime-local'
    /** For handles, tokens and other exact text. */
    isMono?: boolean
    isReadOnly?: boolean
    /** At the right of the label. */
    aside?: ReactNode
    /** Told of typing, to derive another field from it. */
    onValueChange?: (value: string) => void
  }

export function TextField(props: TextFieldProps) {
  const { label, hint, isOptional = false, name, aside, isReadOnly, onValueChange, ...input } = props
  const field = useField({ name, hasHint: Boolean(hint), isReadOnly })
  const { onChange, ...registration } = useRegisteredText(name)
  return (
    <FieldShell
      label={label}
      hint={hint}
      isOptional={isOptional}
      ids={field.ids}
      error={field.error}
      aside={aside}
    >
      <Input
        type="text"
        {...input}
        {...registration}
        onChange={(event) => {
          void onChange(event)
          onValueChange?.(event.target.value)
        }}
        id={field.ids.control}
        readOnly={field.isReadOnly}
        aria-required={!isOptional}
        aria-invalid={field.error !== undefined}
        aria-describedby={field.describedBy}
      />
    </FieldShell>
  )
}
