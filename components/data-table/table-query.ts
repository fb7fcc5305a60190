/** What a list is asked for; lives in the URL, goes into the query key and to the server. */
export type TableQuery = {
  search: string
  /** A sort key, with `-` before it for descending. Empty is the server's own order. */
  sort: string
  /** The cursor after which the page starts; null is the first. */
  after: string | null
  /** What it is narrowed to, by the name of the filter. */
  filters?: FilterValues
}

export type FilterValues = Record<string, string>

/** The parameters that a filter resets when it changes. */
export const filterKeys = ['after'] as const

type SearchParams = Record<string, string | string[] | undefined>
type TableQueryOptions = { prefix?: string; defaultSort?: string; filters?: readonly string[] }

/** The names in the URL; `prefix` where two tables share a page. */
export function tableUrlKeys(prefix = '') {
  return { search: `${prefix}q`, sort: `${prefix}sort`, after: `${prefix}after` }
}

/** For the server page: reads the same state that `useTableState` reads, so that the cache can be seeded under the same key. */
export function tableQueryOf(
  params: SearchParams,
  { prefix = '', defaultSort = '', filters = [] }: TableQueryOptions = {},
): TableQuery {
  const keys = tableUrlKeys(prefix)
  return {
    search: first(params[keys.search]) ?? '',
    sort: first(params[keys.sort]) ?? defaultSort,
    after: first(params[keys.after]) ?? null,
    ...(filters.length > 0 ? { filters: filtersOf(params, filters) } : {}),
  }
}

/** Name and direction of a sort. */
export function parseSort(sort: string): { key: string; isDescending: boolean } {
  return sort.startsWith('-')
    ? { key: sort.slice(1), isDescending: true }
    : { key: sort, isDescending: false }
}

function filtersOf(params: SearchParams, names: readonly string[]): FilterValues {
  const given = names.map((name) => [name, first(params[name]) ?? ''] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== ''))
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
