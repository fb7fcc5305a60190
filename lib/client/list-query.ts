/** What a list is asked for: search text, sort key (`-` before it turns the order around), and the cursor of the page. */
export type ListQuery = {
  search: string
  sort: string
  after: string | null
  /** Parameters of the route by name; empty ones are left out. */
  filters?: Record<string, string>
}

/** The query string of a list route; what is empty is left out. */
export function listSearch({ search, sort, after, filters = {} }: ListQuery, limit = 50): string {
  const given = Object.entries({
    search,
    sort,
    ...filters,
    cursor: after ?? '',
    limit: String(limit),
  }).filter(([, value]) => value !== '')
  return `?${new URLSearchParams(given)}`
}
