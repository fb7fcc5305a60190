import { resolveAttribute, type Resolved, type ResourceDefinition } from './definitions'
import { valueOf, type Values } from './values'

/** A resource as clients get it. */
export type ScimResource = Record<string, unknown> & {
  id: string
  meta: { resourceType: string; created: string; lastModified: string; location: string; version: string }
}

type Kept = {
  id: string
  version: string
  createdAt: Date
  updatedAt: Date
  values: Record<string, unknown>
}

/** A resource with its schemas and what is ours to say of it (RFC 7643, section 3). */
export function resourceOf(definition: ResourceDefinition, baseUrl: string, kept: Kept): ScimResource {
  const { id, version, createdAt, updatedAt, values } = kept
  const extensions = [...definition.extensions.keys()].filter((urn) => values[urn] !== undefined)
  return {
    schemas: [definition.core, ...extensions],
    id,
    ...values,
    meta: {
      resourceType: definition.name,
      created: createdAt.toISOString(),
      lastModified: updatedAt.toISOString(),
      location: `${baseUrl}${definition.endpoint}/${id}`,
      version: `W/"${version}"`,
    },
  }
}

/** Which attributes a client asked for (RFC 7644, section 3.9): these alone, or all but these. */
export type Projection = { attributes: string[] | null; excluded: string[] }

/** Reads `attributes` and `excludedAttributes`, comma-separated in a query and a list in a body. */
export function readProjection(asked: Record<string, unknown>): Projection {
  const names = (value: unknown): string[] => {
    const text = typeof value === 'string' ? value : ''
    const list: unknown[] = Array.isArray(value) ? value : text.split(',')
    return list
      .map((name) => String(name).trim())
      .filter((name) => name !== '')
      .slice(0, 200)
  }
  const attributes = names(valueOf(asked, 'attributes'))
  return {
    attributes: attributes.length > 0 ? attributes : null,
    excluded: names(valueOf(asked, 'excludedAttributes')),
  }
}

/** Whether an attribute is asked for, so that what costs something is read only then. */
export function isAskedFor(
  definition: ResourceDefinition,
  { attributes, excluded }: Projection,
  name: string,
): boolean {
  const isNamed = (paths: string[]) =>
    paths.some((path) => resolveAttribute(definition, path)?.attribute.name === name)
  if (attributes) return isNamed(attributes)
  return !excluded.some((path) => {
    const found = resolveAttribute(definition, path)
    return found?.attribute.name === name && found.sub === null
  })
}

/** A resource as far as it was asked for; its id and schemas are always told. */
export function project(
  definition: ResourceDefinition,
  resource: ScimResource,
  projection: Projection,
): Record<string, unknown> {
  const { attributes, excluded } = projection
  if (!attributes && excluded.length === 0) return resource
  const { schemas, id, ...rest } = structuredClone(resource)
  if (!attributes) {
    for (const path of excluded) remove(definition, rest, path)
    return { schemas, id, ...rest }
  }
  const picked: Record<string, unknown> = {}
  for (const path of attributes) pick(definition, { from: rest, to: picked }, path)
  return { schemas, id, ...picked }
}

function remove(definition: ResourceDefinition, from: Record<string, unknown>, path: string): void {
  if (definition.extensions.has(path)) {
    delete from[path]
    return
  }
  const found = resolveAttribute(definition, path)
  if (!found) return
  const holder = found.extension ? recordOf(from[found.extension]) : from
  if (!holder) return
  const { attribute, sub } = found
  if (!sub) delete holder[attribute.name]
  else for (const part of partsOf(holder[attribute.name])) delete part[sub.name]
}

type Move = { from: Record<string, unknown>; to: Record<string, unknown> }

function pick(definition: ResourceDefinition, { from, to }: Move, path: string): void {
  if (definition.extensions.has(path)) {
    if (from[path] !== undefined) to[path] = from[path]
    return
  }
  const found = resolveAttribute(definition, path)
  if (!found) return
  if (!found.extension) return pickFrom(from, to, found)
  const source = recordOf(from[found.extension])
  if (!source) return
  const target = recordOf(to[found.extension]) ?? {}
  pickFrom(source, target, found)
  if (Object.keys(target).length > 0) to[found.extension] = target
}

function pickFrom(
  from: Record<string, unknown>,
  to: Record<string, unknown>,
  { attribute, sub }: Resolved,
): void {
  const value = from[attribute.name]
  if (value === undefined) return
  if (!sub) {
    to[attribute.name] = value
    return
  }
  const picked = partsOf(value).map((part, index) => {
    const known = partsOf(to[attribute.name])[index] ?? {}
    return part[sub.name] === undefined ? known : { ...known, [sub.name]: part[sub.name] }
  })
  to[attribute.name] = attribute.isMultiple ? picked : picked[0]
}

function partsOf(value: unknown): Record<string, unknown>[] {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.filter(isRecord)
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of an attribute as a text; undefined where it has none. */
export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** The name under which an attribute is compared with others that must not be the same, without regard to case. */
export function keyOf(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/** The attributes of a definition that are kept apart from the rest. */
export function withoutAttributes(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}
