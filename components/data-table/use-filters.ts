'use client'
import { parseAsString, useQueryStates } from 'nuqs'
import { filterKeys, type FilterValues } from './table-query'

export type Filters<Name extends string> = {
  /** What is set, by name; what is not is missing. */
  values: FilterValues
  isSet: boolean
  set: (name: Name, value: string | null) => void
  clear: () => void
}

/** Filters of a table, kept in the URL beside its search; a change begins again at the first page. */
export function useFilters<Name extends string>(names: readonly Name[]): Filters<Name> {
  const parsers = Object.fromEntries([...names, ...filterKeys].map((name) => [name, parseAsString]))
  const [state, setState] = useQueryStates(parsers, { history: 'replace', shallow: true })
  const given = names.flatMap((name) => (state[name] ? [[name, state[name]] as const] : []))
  const none = Object.fromEntries(names.map((name) => [name, null]))
  return {
    values: Object.fromEntries(given),
    isSet: given.length > 0,
    set: (name, value) => void setState({ [name]: value, after: null }),
    clear: () => void setState({ ...none, after: null }),
  }
}
