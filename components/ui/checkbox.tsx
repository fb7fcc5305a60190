'use client'
import { Check, Minus } from 'lucide-react'
import { type ComponentProps, useCallback } from 'react'

export type CheckboxProps = Pick<
  ComponentProps<'input'>,
  'id' | 'name' | 'onBlur' | 'aria-label' | 'aria-labelledby' | 'aria-describedby'
> & {
  /** More about it than its name, for screen readers. */
  description?: string | undefined
  isChecked: boolean
  isIndeterminate?: boolean
  onCheckedChange: (isChecked: boolean, press: { isShifted: boolean }) => void
  isReadOnly?: boolean
  isInvalid?: boolean
  inputRef?: (element: HTMLInputElement | null) => void
}

export function Checkbox(props: CheckboxProps) {
  const {
    isChecked,
    isIndeterminate = false,
    onCheckedChange,
    isReadOnly = false,
    isInvalid = false,
    description,
    inputRef,
    ...rest
  } = props
  const ref = useCallback(
    (element: HTMLInputElement | null) => {
      // There is no attribute for it.
      if (element) element.indeterminate = isIndeterminate
      inputRef?.(element)
    },
    [isIndeterminate, inputRef],
  )
  const Mark = isIndeterminate ? Minus : Check
  return (
    <span className="relative inline-flex size-4 shrink-0 align-middle">
      <input
        {...rest}
        {...(description ? { 'aria-description': description } : {})}
        ref={ref}
        type="checkbox"
        checked={isChecked}
        onChange={({ target, nativeEvent }) => {
          if (isReadOnly) return
          onCheckedChange(target.checked, {
            isShifted: nativeEvent instanceof MouseEvent && nativeEvent.shiftKey,
          })
        }}
        aria-readonly={isReadOnly || undefined}
        aria-invalid={isInvalid || undefined}
        className="peer size-4 appearance-none rounded-sm border border-control bg-surface before:absolute before:-inset-1 checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent aria-invalid:border-danger aria-readonly:opacity-70 forced-colors:appearance-auto"
      />
      <Mark
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none absolute inset-0.5 hidden size-3 text-on-accent peer-checked:block peer-indeterminate:block forced-colors:hidden!"
      />
    </span>
  )
}
