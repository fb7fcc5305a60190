import { NativeSelect } from '../ui/native-select'
import type { Filters } from './use-filters'

type FilterSelectProps<Name extends string> = {
  filters: Filters<Name>
  /** Which of them it sets. */
  name: Name
  /** The accessible name: "Filter by role". */
  label: string
  /** The first, whose value is empty, narrows nothing. */
  options: readonly { value: string; label: string }[]
}

/** One filter of a table, chosen from a short list. */
export function FilterSelect<Name extends string>(props: FilterSelectProps<Name>) {
  const { filters, name, label, options } = props
  return (
    <NativeSelect
      label={label}
      value={filters.values[name] ?? ''}
      onValueChange={(value) => filters.set(name, value || null)}
      options={options}
    />
  )
}
