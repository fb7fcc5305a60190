'use client'
import { useController } from 'react-hook-form'
import { Select, type SelectOption } from '../ui/select'
import { FieldShell, type FieldTexts } from './field-shell'
import { useField } from './use-field'

type SelectFieldProps = FieldTexts & {
  name: string
  options: SelectOption[]
  placeholder?: string
  isReadOnly?: boolean
  /** The option that stands for null, where nothing is a choice too. */
  nullOption?: string
}

export function SelectField({
  label,
  hint,
  isOptional = false,
  name,
  options,
  placeholder,
  isReadOnly,
  nullOption,
}: SelectFieldProps) {
  const field = useField({ name, hasHint: Boolean(hint), isReadOnly })
  const { field: controlled } = useController({ name, control: field.control })
  const { onChange, onBlur, ref } = controlled
  const value: unknown = controlled.value ?? nullOption
  return (
    <FieldShell label={label} hint={hint} isOptional={isOptional} ids={field.ids} error={field.error}>
      <Select
        ref={ref}
        name={name}
        id={field.ids.control}
        options={options}
        value={typeof value === 'string' && value !== '' ? value : null}
        onValueChange={(next) => onChange(next === nullOption ? null : next)}
        onBlur={onBlur}
        {...(placeholder ? { placeholder } : {})}
        isReadOnly={field.isReadOnly}
        isInvalid={field.error !== undefined}
        aria-labelledby={field.ids.label}
        aria-describedby={field.describedBy}
      />
    </FieldShell>
  )
}
