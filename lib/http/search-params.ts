/** The query of a page's address, as Next hands it over. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/** One parameter of it, or null when it is missing; the first when it is given several times. */
export async function searchParam(searchParams: SearchParams, name: string): Promise<string | null> {
  const value = (await searchParams)[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}
