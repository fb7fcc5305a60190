'use client'
import { useController } from 'react-hook-form'
import { Checkbox } from '../ui/checkbox'
import { Label } from '../ui/label'
import { FieldError, type FieldTexts } from './field-shell'
import { useField } from './use-field'

type CheckboxFieldProps = Omit<FieldTexts, 'isOptional'> & { name: string; isReadOnly?: boolean }

export function CheckboxField({ label, hint, name, isReadOnly }: CheckboxFieldProps) {
  const field = useField({ name, hasHint: Boolean(hint), isReadOnly })
  const { field: controlled } = useController({ name, control: field.control })
  const { onChange, onBlur, ref } = controlled
  const value: unknown = controlled.value
  return (
    <div className="grid grid-cols-[1rem_1fr] gap-x-2 gap-y-1">
      <span className="flex h-5 items-center">
        <Checkbox
          inputRef={ref}
          name={name}
          id={field.ids.control}
          isChecked={value === true}
          onCheckedChange={(isChecked) => onChange(isChecked)}
          onBlur={onBlur}
          isReadOnly={field.isReadOnly}
          isInvalid={field.error !== undefined}
          aria-labelledby={field.ids.label}
          aria-describedby={field.describedBy}
        />
      </span>
      <Label htmlFor={field.ids.control} id={field.ids.label}>
        {label}
      </Label>
      {hint ? (
        <div id={field.ids.hint} className="col-start-2 text-sm text-muted">
          {hint}
        </div>
      ) : null}
      <div className="col-start-2">
        <FieldError id={field.ids.error} message={field.error} />
      </div>
    </div>
  )
}
