import type { AttributeDefinition } from './definitions'
import type { Condition } from './filter'
import type { Value, Values } from './values'

/** Whether one value of an attribute fulfils what a path says in brackets: RFC 7644, table 3, as the SQL of filters has it. */
export function matchesElement(condition: Condition<AttributeDefinition>, element: Values): boolean {
  switch (condition.op) {
    case 'and':
      return condition.all.every((one) => matchesElement(one, element))
    case 'or':
      return condition.all.some((one) => matchesElement(one, element))
    case 'not':
      return !matchesElement(condition.one, element)
    case 'any':
      return false
    case 'pr':
      return element[condition.of.name] !== undefined
    default:
      return compare(
        condition.op,
        folded(element[condition.of.name], condition.of),
        folded(condition.value, condition.of),
      )
  }
}

/** The parts that a value must have to fulfil a condition of nothing but equalities; null for any other. */
export function partsOf(condition: Condition<AttributeDefinition>): Values | null {
  if (condition.op === 'and') {
    const all = condition.all.map(partsOf)
    const named = all.filter((parts) => parts !== null)
    return named.length === all.length ? Object.fromEntries(named.flatMap(Object.entries)) : null
  }
  if (condition.op !== 'eq' || condition.value === null) return null
  const { of, value } = condition
  const isTrue = of.kind === 'boolean' ? String(value).toLowerCase() === 'true' : value
  return { [of.name]: typeof isTrue === 'boolean' && of.kind !== 'boolean' ? String(isTrue) : isTrue }
}

function compare(op: string, held: string | null, wanted: string | null): boolean {
  if (op === 'ne') return !compare('eq', held, wanted)
  if (held === null || wanted === null) return op === 'eq' && held === wanted
  switch (op) {
    case 'eq':
      return held === wanted
    case 'co':
      return held.includes(wanted)
    case 'sw':
      return held.startsWith(wanted)
    case 'ew':
      return held.endsWith(wanted)
    case 'gt':
      return held > wanted
    case 'ge':
      return held >= wanted
    case 'lt':
      return held < wanted
    default:
      return held <= wanted
  }
}

function folded(value: Value | null | undefined, { isExact, kind }: AttributeDefinition): string | null {
  if (value === null || value === undefined || typeof value === 'object') return null
  const text = String(value)
  return isExact && kind !== 'boolean' ? text : text.toLowerCase()
}
