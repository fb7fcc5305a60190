import { findAttribute, type AttributeDefinition, type ResourceDefinition } from './definitions'
import { badRequest } from './refusals'

/** A resource, or a part of it, with every attribute under the name of its definition. */
export type Values = { [name: string]: Value }
export type Value = string | boolean | Values | Values[] | string[]

const textLength = 5_000
const elementsAtMost = 500

/**
 * A resource as a client sent it, with the attributes of its schemas alone and under their own names: others, and those that are ours to say,
 * are passed over (RFC 7644, section 3.3). Throws `invalid_value` for what does not fit its attribute.
 */
export function readResource(definition: ResourceDefinition, body: unknown): Values {
  const sent = objectOf(body, 'The body')
  const values = readAttributes(definition.attributes, sent)
  for (const [urn, attributes] of definition.extensions) {
    const extension = valueOf(sent, urn)
    if (extension === undefined || extension === null) continue
    const read = readAttributes(attributes, objectOf(extension, urn))
    if (Object.keys(read).length > 0) values[urn] = read
  }
  return values
}

/** One attribute's value as it is kept; undefined for none: `null`, an empty text and an empty list say that there is none. */
export function readValue(attribute: AttributeDefinition, value: unknown): Value | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (!attribute.isMultiple) return readOne(attribute, value)
  const elements = Array.isArray(value) ? value : [value]
  if (elements.length > elementsAtMost && attribute.name !== 'members')
    throw badRequest('invalid_value', `${attribute.name} has more than ${elementsAtMost} values.`)
  const read = elements.map((element) => readOne(attribute, element)).filter((one) => one !== undefined)
  if (read.length === 0) return undefined
  // One kind of element each: complex ones are objects, `schemas` alone has texts.
  return onePrimary(read as Values[])
}

/** Of several values that say they are the primary one the last is (RFC 7643, section 2.4). */
export function onePrimary(elements: Values[]): Values[] {
  const last = elements.findLastIndex((element) => element['primary'] === true)
  return elements.map((element, index) =>
    element['primary'] === true && index !== last ? { ...element, primary: false } : element,
  )
}

/** The value under a name, whatever its case. */
export function valueOf(sent: Record<string, unknown>, name: string): unknown {
  const wanted = name.toLowerCase()
  const found = Object.keys(sent).find((key) => key.toLowerCase() === wanted)
  return found === undefined ? undefined : sent[found]
}

/** What must be a JSON object. */
export function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw badRequest('invalid_value', `${what} is not an object.`)
}

function readAttributes(attributes: readonly AttributeDefinition[], sent: Record<string, unknown>): Values {
  const values: Values = {}
  for (const [name, value] of Object.entries(sent)) {
    const attribute = findAttribute(attributes, name)
    if (!attribute || attribute.isReadOnly || attribute.isWriteOnly || attribute.name === 'schemas') continue
    const read = readValue(attribute, value)
    if (read !== undefined) values[attribute.name] = read
  }
  return values
}

function readOne(attribute: AttributeDefinition, value: unknown): Value | undefined {
  if (value === null || value === '') return undefined
  switch (attribute.kind) {
    case 'boolean':
      return readBoolean(attribute, value)
    case 'complex':
      return readComplex(attribute, value)
    case 'string':
      return readText(attribute, value)
  }
}

// Entra ID sends "True" and "False".
function readBoolean({ name }: AttributeDefinition, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  if (text === 'true' || text === 'false') return text === 'true'
  throw badRequest('invalid_value', `${name} is true or false.`)
}

function readText({ name }: AttributeDefinition, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') throw badRequest('invalid_value', `${name} is a text.`)
  if (value.length > textLength)
    throw badRequest('invalid_value', `${name} has more than ${textLength} characters.`)
  if (value.includes('\0')) throw badRequest('invalid_value', `${name} has a NUL character in it.`)
  return value
}

// A text in the place of a complex value stands for its `value`, as with Entra ID's manager.
function readComplex(attribute: AttributeDefinition, value: unknown): Values | undefined {
  const main = findAttribute(attribute.subs, 'value')
  const sent = main && typeof value === 'string' ? { value } : objectOf(value, attribute.name)
  const read = readAttributes(attribute.subs, sent)
  return Object.keys(read).length > 0 ? read : undefined
}
