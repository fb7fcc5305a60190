import { parse, type Filter } from 'scim2-parse-filter'
import { z } from 'zod'
import { wellFormedText } from '@/lib/json'
import {
  findAttribute,
  resolveAttribute,
  type AttributeDefinition,
  type Resolved,
  type ResourceDefinition,
} from './definitions'
import { badRequest } from './refusals'

export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

/** A filter whose every name leads to an attribute. `Target` is what a name leads to: of a resource, or of one value of an attribute. */
export type Condition<Target> =
  | { op: 'and' | 'or'; all: Condition<Target>[] }
  | { op: 'not'; one: Condition<Target> }
  | { op: 'pr'; of: Target }
  | { op: Comparison; of: Target; value: string | boolean | null }
  | { op: 'any'; of: Resolved; where: Condition<AttributeDefinition> }

const filterLength = 4_000
const comparisonsAtMost = 100

/**
 * Reads a filter (RFC 7644, section 3.4.2.2). Throws `invalid_filter` for what is none, for one that is longer than 4,000 characters or
 * compares more than 100 times, and for an attribute that is not one of the resource's.
 */
export function readFilter(definition: ResourceDefinition, text: string): Condition<Resolved> {
  const { filter, ...reading } = parsed(text)
  return resolve<Resolved>(filter, {
    ...reading,
    find: (path) => resolveAttribute(definition, path),
    any: (brackets) => anyOf(definition, brackets, reading),
  })
}

/** The same for what is in brackets in a path: about the parts of one value of an attribute. */
export function readElementFilter(
  attribute: AttributeDefinition,
  text: string,
): Condition<AttributeDefinition> {
  const { filter, ...reading } = parsed(text)
  return elementOf(attribute, filter, reading)
}

/** A filter as it was read, apart from what its names lead to. */
type Parsed = {
  filter: Filter
  /** The texts that it compares with, which it names by their numbers. */
  texts: readonly string[]
  /** How many comparisons are left to it. */
  budget: { left: number }
  /** Whether `emails[type eq "work"].value eq "x"` occurs, which is parsed as two conditions: they are about one and the same value. */
  mergesParts: boolean
}

type Reading<Target> = Omit<Parsed, 'filter'> & {
  find: (path: string) => Target | null
  any: (filter: Extract<Filter, { op: '[]' }>) => Condition<Target>
}

// The parser knows of no escape but that of a quote, where the grammar has JSON's: texts are read here, and it gets numbers for them.
function parsed(text: string): Parsed {
  if (text.length > filterLength)
    throw badRequest('invalid_filter', `The filter has more than ${filterLength} characters.`)
  const texts: string[] = []
  try {
    const plain = text.replaceAll(
      /"(?:[^"\\]|\\.)*"/gs,
      (literal) => `"${texts.push(readText(literal)) - 1}"`,
    )
    const mergesParts = /\]\s*\.\s*\w/.test(plain)
    return { filter: parse(plain), texts, budget: { left: comparisonsAtMost }, mergesParts }
  } catch {
    throw badRequest('invalid_filter', 'The filter is not one of RFC 7644, section 3.4.2.2.')
  }
}

function readText(literal: string): string {
  return wellFormedText(
    z
      .string()
      .regex(/^[^\0]*$/)
      .parse(JSON.parse(literal)),
  )
}

function resolve<Target>(filter: Filter, reading: Reading<Target>): Condition<Target> {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const all = reading.mergesParts && filter.op === 'and' ? mergeParts(filter.filters) : filter.filters
      return { op: filter.op, all: all.map((one) => resolve(one, reading)) }
    }
    case 'not':
      return { op: 'not', one: resolve(filter.filter, reading) }
    case '[]':
      return reading.any(filter)
    default:
      return compared(filter, reading)
  }
}

function compared<Target>(
  filter: Exclude<Filter, { op: '[]' | 'and' | 'or' | 'not' }>,
  { budget, texts, find }: Reading<Target>,
): Condition<Target> {
  budget.left -= 1
  if (budget.left < 0)
    throw badRequest('invalid_filter', `The filter compares more than ${comparisonsAtMost} times.`)
  const of = find(filter.attrPath)
  if (of === null)
    throw badRequest('invalid_filter', `There is no attribute ${filter.attrPath.slice(0, 100)}.`)
  if (filter.op === 'pr') return { op: 'pr', of }
  const { compValue } = filter
  const value = typeof compValue === 'string' ? (texts[Number(compValue)] ?? '') : compValue
  return { op: filter.op, of, value: typeof value === 'number' ? String(value) : value }
}

function anyOf(
  definition: ResourceDefinition,
  { attrPath, valFilter }: Extract<Filter, { op: '[]' }>,
  reading: Omit<Parsed, 'filter'>,
): Condition<Resolved> {
  const of = resolveAttribute(definition, attrPath)
  if (!of || of.sub || of.attribute.kind !== 'complex')
    throw badRequest('invalid_filter', `${attrPath.slice(0, 100)} has no values with parts.`)
  return { op: 'any', of, where: elementOf(of.attribute, valFilter, reading) }
}

function elementOf(
  attribute: AttributeDefinition,
  filter: Filter,
  reading: Omit<Parsed, 'filter'>,
): Condition<AttributeDefinition> {
  return resolve<AttributeDefinition>(filter, {
    ...reading,
    mergesParts: false,
    find: (path) => findAttribute(attribute.subs, path) ?? null,
    any: () => {
      throw badRequest('invalid_filter', 'A filter in brackets has none in it.')
    },
  })
}

// `a[x].b eq 1` comes as `a[x] and a.b eq 1`.
function mergeParts(filters: Filter[]): Filter[] {
  const merged: Filter[] = []
  for (const filter of filters) {
    const last = merged.at(-1)
    const part =
      last?.op === '[]' && 'attrPath' in filter && filter.op !== '[]'
        ? partOf(last.attrPath, filter.attrPath)
        : null
    if (last?.op === '[]' && part !== null && 'attrPath' in filter && filter.op !== '[]') {
      const valFilter: Filter = { op: 'and', filters: [last.valFilter, { ...filter, attrPath: part }] }
      merged[merged.length - 1] = { ...last, valFilter }
    } else merged.push(filter)
  }
  return merged
}

function partOf(attribute: string, path: string): string | null {
  return path.startsWith(`${attribute}.`) ? path.slice(attribute.length + 1) : null
}
