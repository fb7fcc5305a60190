import { z } from 'zod'
import type { ResourceDefinition } from './definitions'
import { matchesElement, partsOf } from './element-match'
import { readPath, type PatchPath } from './patch-path'
import { badRequest } from './refusals'
import { objectOf, onePrimary, readValue, valueOf, type Values } from './values'

const operationsAtMost = 1_000

export type Operation = { op: 'add' | 'replace' | 'remove'; path: string | undefined; value: unknown }

const operation = z.object({ op: z.string(), path: z.string().nullish(), value: z.unknown().optional() })

/** The operations of a PATCH's body, whatever the case of their names and verbs. Throws `invalid_syntax`. */
export function readOperations(body: unknown): Operation[] {
  const list = valueOf(objectOf(body, 'The body'), 'Operations')
  if (!Array.isArray(list) || list.length === 0)
    throw badRequest('invalid_syntax', 'A PATCH has a list of Operations.')
  if (list.length > operationsAtMost)
    throw badRequest('invalid_syntax', `A PATCH has at most ${operationsAtMost} operations.`)
  return list.map(readOperation)
}

function readOperation(sent: unknown): Operation {
  const read = operation.safeParse(sent)
  const op = read.data?.op.toLowerCase()
  if (!read.success || (op !== 'add' && op !== 'replace' && op !== 'remove'))
    throw badRequest('invalid_syntax', 'An operation is one of add, replace and remove.')
  return { op, path: read.data.path ?? undefined, value: read.data.value }
}

/**
 * A resource after the operations of a PATCH, in their order (RFC 7644, section 3.5.2), as Entra ID and Okta send them. Two deliberate
 * differences: what brackets find nothing for is added with the parts that they name, as Entra ID expects of `add` and `replace` alike; and
 * what is to be removed may be gone already. Throws `invalid_path`, `invalid_value`, `no_target` and `mutability`.
 */
export function applyPatch(
  definition: ResourceDefinition,
  resource: Values,
  operations: readonly Operation[],
): Values {
  const values = structuredClone(resource)
  for (const one of operations) applyOne(definition, values, one)
  return values
}

function applyOne(definition: ResourceDefinition, values: Values, { op, path, value }: Operation): void {
  if (path === undefined) return applyEach(definition, values, { op, value })
  const at = readPath(definition, path)
  if (at === null) return
  if (!('attribute' in at)) return applyExtension(definition, values, { op, value, urn: at.extension })
  if (at.attribute.isReadOnly || at.sub?.isReadOnly)
    throw badRequest('mutability', `${at.attribute.name} is not for clients to change.`)
  if (at.attribute.isWriteOnly || at.attribute.name === 'schemas') return
  if (op === 'remove' && !at.extension && definition.required.includes(at.attribute.name))
    throw badRequest('mutability', `There is no ${definition.name} without ${at.attribute.name}.`)
  const holder = holderOf(values, at.extension)
  change(holder, at, { op, value })
  if (at.extension && Object.keys(holder).length === 0) delete values[at.extension]
}

// Without a path each name of the value is one; Entra ID writes whole paths there. What is ours to say is passed over: Okta sends the id.
function applyEach(
  definition: ResourceDefinition,
  values: Values,
  { op, value }: Pick<Operation, 'op' | 'value'>,
): void {
  if (op === 'remove') throw badRequest('no_target', 'What is removed has a path.')
  for (const [path, part] of Object.entries(objectOf(value, 'The value of an operation without a path'))) {
    const at = readPath(definition, path)
    if (at && 'attribute' in at && at.attribute.isReadOnly) continue
    applyOne(definition, values, { op, path, value: part })
  }
}

function applyExtension(
  definition: ResourceDefinition,
  values: Values,
  { op, value, urn }: Pick<Operation, 'op' | 'value'> & { urn: string },
): void {
  if (op === 'remove') {
    delete values[urn]
    return
  }
  for (const [name, part] of Object.entries(objectOf(value, urn)))
    applyOne(definition, values, { op, path: `${urn}:${name}`, value: part })
}

type Change = Pick<Operation, 'op' | 'value'>

function change(holder: Values, at: PatchPath, { op, value }: Change): void {
  const { attribute } = at
  if (attribute.isMultiple) return changeMany(holder, at, { op, value })
  if (at.sub) {
    const complex = { ...valuesOf(holder[attribute.name]) }
    set(complex, at.sub.name, op === 'remove' ? undefined : readValue(at.sub, value))
    set(holder, attribute.name, Object.keys(complex).length > 0 ? complex : undefined)
    return
  }
  const read = op === 'remove' ? undefined : readValue(attribute, value)
  // Parts that are not named stay (section 3.5.2.3).
  const merged =
    attribute.kind === 'complex' && read !== undefined
      ? { ...valuesOf(holder[attribute.name]), ...valuesOf(read) }
      : read
  set(holder, attribute.name, merged)
}

function changeMany(holder: Values, at: PatchPath, { op, value }: Change): void {
  const { attribute, where, sub } = at
  const held = elementsOf(holder[attribute.name])
  const isMeant = (element: Values) => where === null || matchesElement(where, element)
  const meant = held.filter(isMeant)
  const write = (elements: Values[]) => {
    const left = elements.filter((element) => Object.keys(element).length > 0)
    set(holder, attribute.name, left.length > 0 ? onePrimary(left) : undefined)
  }
  if (op === 'remove') return write(removed(at, held, { isMeant, value }))
  if (sub === null && where === null) {
    const given = elementsOf(readValue(attribute, value))
    return write(op === 'replace' ? given : added(held, given))
  }
  const part = sub ? { [sub.name]: readValue(sub, value) } : elementsOf(readValue(attribute, value)).at(0)
  if (meant.length === 0) return write([...held, { ...newElement(at), ...definedOf(part) }])
  const changed = (element: Values) =>
    sub === null && op === 'replace' ? definedOf(part) : definedOf({ ...element, ...part })
  write(held.map((element) => (isMeant(element) ? changed(element) : element)))
}

function removed(
  { attribute, where, sub }: PatchPath,
  held: Values[],
  { isMeant, value }: { isMeant: (element: Values) => boolean; value: unknown },
): Values[] {
  if (sub) {
    return held.map((element) => {
      if (!isMeant(element)) return element
      // A value without its `value` is none, whatever type it says it was of.
      return sub.name === 'value' ? {} : definedOf({ ...element, [sub.name]: undefined })
    })
  }
  if (where) return held.filter((element) => !isMeant(element))
  // Entra ID names the values to remove beside the path.
  const named = elementsOf(readValue(attribute, value))
  if (named.length === 0) return []
  return held.filter((element) => !named.some((one) => isSame(one, element)))
}

function added(held: Values[], given: Values[]): Values[] {
  const fresh = given.filter((one) => !held.some((element) => isSame(one, element)))
  // A new primary value takes the place of the former one, so it comes last.
  return [...held, ...fresh]
}

function isSame(one: Values, other: Values): boolean {
  const [mine, theirs] = [one['value'], other['value']]
  if (typeof mine !== 'string' || typeof theirs !== 'string') return false
  if (mine.toLowerCase() !== theirs.toLowerCase()) return false
  return one['type'] === undefined || one['type'] === other['type']
}

function newElement({ attribute, where }: PatchPath): Values {
  if (where === null) return {}
  const parts = partsOf(where)
  if (parts) return parts
  throw badRequest('no_target', `No value of ${attribute.name} is the one in brackets.`)
}

function holderOf(values: Values, extension: string | null): Values {
  if (!extension) return values
  const holder = { ...valuesOf(values[extension]) }
  values[extension] = holder
  return holder
}

function set(holder: Values, name: string, value: Values[string] | undefined): void {
  if (value === undefined) delete holder[name]
  else holder[name] = value
}

function definedOf(values: { [name: string]: Values[string] | undefined } | undefined): Values {
  const held = Object.entries(values ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return Object.fromEntries(held)
}

function valuesOf(value: Values[string] | undefined): Values {
  return typeof value === 'object' && !Array.isArray(value) ? value : {}
}

function elementsOf(value: Values[string] | undefined): Values[] {
  if (!Array.isArray(value)) return []
  return value.filter((element) => typeof element === 'object')
}
