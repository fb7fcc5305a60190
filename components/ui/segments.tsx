'use client'
import { useId } from 'react'

type SegmentsProps<Value extends string> = {
  /** The accessible name: "Period". */
  label: string
  value: Value
  onValueChange: (value: Value) => void
  options: readonly { value: Value; label: string }[]
}

/** One of a few, all in sight. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, value, onValueChange, options } = props
  const name = useId()
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="flex h-8 shrink-0 items-stretch rounded-md border border-line bg-subtle p-0.5"
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="flex cursor-pointer items-center rounded-sm px-2.5 text-sm whitespace-nowrap text-muted hover:text-ink has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-focus forced-colors:has-checked:outline-2"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValueChange(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </div>
  )
}
