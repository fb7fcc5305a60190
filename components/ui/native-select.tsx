import { ChevronDown } from 'lucide-react'

type NativeSelectProps = {
  /** The accessible name: "Filter by role". */
  label: string
  value: string
  onValueChange: (value: string) => void
  options: readonly { value: string; label: string; isDisabled?: boolean }[]
  /** In a table, where a set value is nothing to point out. */
  isQuiet?: boolean
}

/** The browser's own select, for toolbars and tables: nothing to load, and the hand knows it. An empty value is the first option's. */
export function NativeSelect({ label, value, onValueChange, options, isQuiet = false }: NativeSelectProps) {
  const isSet = value !== '' && !isQuiet
  return (
    <span className="relative inline-flex max-w-full justify-self-start">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        className={`h-8 max-w-52 appearance-none truncate rounded-md border bg-surface pr-7 pl-2.5 text-base text-ink hover:bg-hover forced-colors:appearance-auto ${isSet ? 'border-accent font-medium' : 'border-line'}`}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled}>
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
