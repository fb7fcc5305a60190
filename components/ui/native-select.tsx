import { ChevronDown } from 'lucide-react'

type NativeSelectProps = {
  /** The accessible name: "Filter by role". */
  label: string
  value: string
  onValueChange: (value: string) => void
  options: readonly { value: string; label: string }[]
}

/** The browser's own select, for toolbars: nothing to load, and the hand knows it. An empty value is the first option's. */
export function NativeSelect({ label, value, onValueChange, options }: NativeSelectProps) {
  const isSet = value !== ''
  return (
    <span className="relative inline-flex max-w-full justify-self-start">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        className={`h-8 max-w-52 appearance-none truncate rounded-md border bg-surface pr-7 pl-2.5 text-base text-ink hover:bg-hover forced-colors:appearance-auto ${isSet ? 'border-accent font-medium' : 'border-line'}`}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-2 right-2 size-4 text-muted forced-colors:hidden"
      />
    </span>
  )
}
