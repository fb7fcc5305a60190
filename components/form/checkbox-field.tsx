'use client'
import type { ReactNode } from 'react'
import { useController } from 'react-hook-form'
import { Checkbox } from '../ui/checkbox'
import { Label } from '../ui/label'
import { FieldError } from './field-shell'
import { useField } from './use-field'

type CheckboxFieldProps = { name: string; label: string; hint?: ReactNode; isReadOnly?: boolean }

/** Something that is so or not: the box before its label. */
export function CheckboxField({ name, label, hint, isReadOnly }: CheckboxFieldProps) {
  const { ids, error, control, describedBy, ...field } = useField({
    name,
    hasHint: Boolean(hint),
    isReadOnly,
  })
  const { field: controlled } = useController({ name, control })
  const { onChange, onBlur, ref } = controlled
  const value: unknown = controlled.value
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 gap-y-1">
      <span className="flex h-5 items-center">
        <Checkbox
          id={ids.control}
          name={name}
          isChecked={value === true}
          onCheckedChange={onChange}
          onBlur={onBlur}
          isReadOnly={field.isReadOnly}
          isInvalid={error !== undefined}
          aria-describedby={describedBy}
          inputRef={ref}
        />
      </span>
      <Label htmlFor={ids.control} id={ids.label}>
        {label}
      </Label>
      <div className="col-start-2 grid gap-1.5">
        {hint ? (
          <div id={ids.hint} className="text-sm text-muted">
            {hint}
          </div>
        ) : null}
        <FieldError id={ids.error} message={error} />
      </div>
    </div>
  )
}
