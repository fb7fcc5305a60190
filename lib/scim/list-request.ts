import { resolveAttribute, type Resolved, type ResourceDefinition } from './definitions'
import { readFilter, type Condition } from './filter'
import { badRequest } from './refusals'
import { readProjection, type Projection } from './resource'
import { valueOf } from './values'

/** The most resources that a page has; fewer where none are asked for. */
export const pageAtMost = 200
const pageUnlessAsked = 100
// Beyond it nobody pages, and the database would count rows for nothing.
const startAtMost = 1_000_000

/** What a list is asked for (RFC 7644, section 3.4.2). */
export type ListRequest = {
  condition: Condition<Resolved> | null
  sort: { by: Resolved; isDescending: boolean } | null
  startIndex: number
  count: number
  projection: Projection
}

/** Reads the parameters of a list, from a query or from the body of a search. Throws `invalid_filter`, `invalid_path` and `invalid_value`. */
export function readListRequest(definition: ResourceDefinition, asked: Record<string, unknown>): ListRequest {
  const filter = valueOf(asked, 'filter')
  const sortBy = valueOf(asked, 'sortBy')
  return {
    condition: typeof filter === 'string' && filter.trim() !== '' ? readFilter(definition, filter) : null,
    sort: typeof sortBy === 'string' && sortBy !== '' ? readSort(definition, sortBy, asked) : null,
    // Section 3.4.2.4: less than 1 is 1, a negative count is 0.
    startIndex: Math.min(startAtMost, Math.max(1, readNumber(asked, 'startIndex') ?? 1)),
    count: Math.min(pageAtMost, Math.max(0, readNumber(asked, 'count') ?? pageUnlessAsked)),
    projection: readProjection(asked),
  }
}

function readSort(definition: ResourceDefinition, sortBy: string, asked: Record<string, unknown>) {
  const by = resolveAttribute(definition, sortBy)
  if (!by) throw badRequest('invalid_path', `There is no attribute ${sortBy.slice(0, 100)} to sort by.`)
  return { by, isDescending: String(valueOf(asked, 'sortOrder')).toLowerCase() === 'descending' }
}

function readNumber(asked: Record<string, unknown>, name: string): number | undefined {
  const value = valueOf(asked, name)
  if (value === undefined || value === null || value === '') return undefined
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number)) return number
  throw badRequest('invalid_value', `${name} is a whole number.`)
}
