'use client'
import { Select as BaseSelect } from '@base-ui/react/select'
import clsx from 'clsx'
import { Check, ChevronDown } from 'lucide-react'
import type { Ref } from 'react'
import { reasonText, type DisabledReason } from './disabled-reason'
import { fieldClass } from './field-class'

export type SelectOption = {
  value: string
  label: string
  /** What choosing it means, in one line. */
  description?: string
  /** Offered but not choosable, and why. */
  disabledReason?: DisabledReason | undefined
}

export type SelectProps = {
  options: SelectOption[]
  value: string | null
  onValueChange: (value: string) => void
  onBlur?: () => void
  placeholder?: string
  name?: string
  id?: string
  ref?: Ref<HTMLButtonElement>
  isReadOnly?: boolean
  isInvalid?: boolean
  /** Sized to its content, for toolbars. */
  isCompact?: boolean
  'aria-label'?: string
  'aria-labelledby'?: string
  'aria-describedby'?: string | undefined
}

export function Select(props: SelectProps) {
  const {
    options,
    value,
    onValueChange,
    placeholder,
    name,
    isReadOnly = false,
    isInvalid = false,
    isCompact = false,
    ...trigger
  } = props
  return (
    <BaseSelect.Root
      items={options}
      value={value}
      onValueChange={(next) => (next === null ? undefined : onValueChange(next))}
      readOnly={isReadOnly}
      modal={false}
      {...(name ? { name } : {})}
    >
      <BaseSelect.Trigger
        {...trigger}
        aria-invalid={isInvalid || undefined}
        className={clsx(
          fieldClass,
          'flex h-8 items-center justify-between gap-2 text-left select-none',
          isCompact && 'w-auto!',
          isReadOnly && 'bg-subtle',
        )}
      >
        <BaseSelect.Value
          className="truncate data-placeholder:text-faint"
          placeholder={placeholder ?? 'Choose'}
        />
        <BaseSelect.Icon className="shrink-0 text-muted">
          <ChevronDown aria-hidden className="size-4" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <SelectPopup options={options} />
    </BaseSelect.Root>
  )
}

function SelectPopup({ options }: { options: SelectOption[] }) {
  return (
    <BaseSelect.Portal>
      <BaseSelect.Positioner
        alignItemWithTrigger={false}
        sideOffset={4}
        collisionPadding={8}
        className="z-50 outline-none"
      >
        <BaseSelect.Popup className="max-h-(--available-height) max-w-(--available-width) min-w-(--anchor-width) overflow-y-auto rounded-md border border-line bg-raised p-1 text-base text-ink shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          {options.map((option) => (
            <SelectItem key={option.value} option={option} />
          ))}
        </BaseSelect.Popup>
      </BaseSelect.Positioner>
    </BaseSelect.Portal>
  )
}

function SelectItem({ option }: { option: SelectOption }) {
  const note = reasonText(option.disabledReason) ?? option.description
  return (
    <BaseSelect.Item
      value={option.value}
      label={option.label}
      disabled={option.disabledReason !== undefined}
      aria-label={option.label}
      aria-description={note}
      className="grid cursor-default grid-cols-[1fr_1rem] items-start gap-x-3 rounded-sm px-2 py-1.5 outline-none select-none data-disabled:text-faint data-highlighted:bg-hover forced-colors:data-highlighted:outline-2"
    >
      <BaseSelect.ItemText>{option.label}</BaseSelect.ItemText>
      <BaseSelect.ItemIndicator className="col-start-2 row-start-1 pt-0.5">
        <Check aria-hidden className="size-4" />
      </BaseSelect.ItemIndicator>
      {note ? <span className="col-start-1 max-w-md text-xs text-pretty text-faint">{note}</span> : null}
    </BaseSelect.Item>
  )
}
