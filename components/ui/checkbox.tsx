'use client'
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox'
import { Check, Minus } from 'lucide-react'
import type { Ref } from 'react'

export type CheckboxProps = {
  isChecked: boolean
  isIndeterminate?: boolean
  onCheckedChange: (isChecked: boolean) => void
  onBlur?: () => void
  isReadOnly?: boolean
  isInvalid?: boolean
  id?: string
  name?: string
  inputRef?: Ref<HTMLInputElement>
  'aria-label'?: string
  'aria-labelledby'?: string
  'aria-describedby'?: string | undefined
}

export function Checkbox({ isChecked, isIndeterminate = false, isReadOnly = false, isInvalid = false, ...props }: CheckboxProps) {
  return (
    <BaseCheckbox.Root
      {...props}
      checked={isChecked}
      indeterminate={isIndeterminate}
      readOnly={isReadOnly}
      aria-invalid={isInvalid || undefined}
      className="relative flex size-4 shrink-0 cursor-default items-center justify-center rounded-sm border border-control bg-surface text-on-accent before:absolute before:-inset-1 aria-invalid:border-danger data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent data-readonly:opacity-70 forced-colors:data-checked:bg-[Highlight]"
    >
      <BaseCheckbox.Indicator className="flex">
        {isIndeterminate ? <Minus aria-hidden className="size-3" strokeWidth={3} /> : <Check aria-hidden className="size-3" strokeWidth={3} />}
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  )
}
