/** What a list is asked for: search text, sort key (`-` before it turns the order around), and the cursor of the page. */
export type ListQuery = { search: string; sort: string; after: string | null }

/** The query string of a list route; what is empty is left out. */
export function listSearch({ search, sort, after }: ListQuery, limit = 50): string {
  const given = Object.entries({ search, sort, cursor: after ?? '', limit: String(limit) }).filter(
    ([, value]) => value !== '',
  )
  return `?${new URLSearchParams(given)}`
}
