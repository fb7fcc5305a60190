import Scimmy from 'scimmy'

// The attributes of RFC 7643 come from scimmy, which also describes them to clients: see docs/decisions/031-groups-and-scim.md.

export const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const coreGroup = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** What RFC 7643, section 2.2 says of an attribute, as far as it makes a difference here. */
export type AttributeDefinition = {
  name: string
  kind: 'string' | 'boolean' | 'complex'
  isMultiple: boolean
  isExact: boolean
  /** Ours to say: what clients send of it is passed over. */
  isReadOnly: boolean
  /** Never answered, and not kept. */
  isWriteOnly: boolean
  subs: readonly AttributeDefinition[]
}

export type ResourceDefinition = {
  name: 'User' | 'Group'
  endpoint: '/Users' | '/Groups'
  core: string
  attributes: readonly AttributeDefinition[]
  /** The attributes of each extension, by its URN. */
  extensions: ReadonlyMap<string, readonly AttributeDefinition[]>
  /** Attributes without which there is no such resource. */
  required: readonly string[]
}

const { User, Group, EnterpriseUser } = Scimmy.Schemas

export const userDefinition: ResourceDefinition = {
  name: 'User',
  endpoint: '/Users',
  core: coreUser,
  attributes: definitionsOf(User.definition.attributes),
  extensions: new Map([[enterpriseUser, ownOf(EnterpriseUser.definition.attributes)]]),
  required: ['userName'],
}

export const groupDefinition: ResourceDefinition = {
  name: 'Group',
  endpoint: '/Groups',
  core: coreGroup,
  attributes: definitionsOf(Group.definition.attributes),
  extensions: new Map(),
  required: ['displayName'],
}

/** The schemas as clients are told of them. */
export function describeSchemas(basePath: string): Record<string, unknown>[] {
  return [User, Group, EnterpriseUser].map(({ definition }) => ({
    ...definition.describe(`${basePath}/Schemas`),
  }))
}

/** The attribute of this name, whatever its case (RFC 7643, section 2.1). */
export function findAttribute(
  attributes: readonly AttributeDefinition[],
  name: string,
): AttributeDefinition | undefined {
  const wanted = name.toLowerCase()
  return attributes.find((one) => one.name.toLowerCase() === wanted)
}

/** Where a path leads: to an attribute, of the resource itself or of an extension, and perhaps to a part of it. */
export type Resolved = {
  /** The URN of the extension; null for the resource's own. */
  extension: string | null
  attribute: AttributeDefinition
  sub: AttributeDefinition | null
}

/** What the name of an attribute in a filter, a path or a list leads to, with or without the URN of its schema; null for what is unknown. */
export function resolveAttribute(definition: ResourceDefinition, path: string): Resolved | null {
  const { extension: named, rest } = withoutUrn(definition, path)
  const [name = '', subName, ...more] = rest.split('.')
  const schemas = named ? [] : [[null, definition.attributes] as const, ...definition.extensions]
  // Entra ID asks for a manager without the URN of the extension.
  const extension = named ?? schemas.find(([, attributes]) => findAttribute(attributes, name))?.[0] ?? null
  const attributes = extension ? definition.extensions.get(extension) : definition.attributes
  const attribute = findAttribute(attributes ?? [], name)
  if (!attribute || more.length > 0) return null
  if (subName === undefined) return { extension, attribute, sub: null }
  const sub = findAttribute(attribute.subs, subName)
  return sub ? { extension, attribute, sub } : null
}

/** A path without the URN of a schema that it begins with, and the extension which that is. */
export function withoutUrn(
  definition: ResourceDefinition,
  path: string,
): { extension: string | null; rest: string } {
  const lower = path.toLowerCase()
  for (const urn of [definition.core, ...definition.extensions.keys()]) {
    if (!lower.startsWith(urn.toLowerCase())) continue
    const rest = path.slice(urn.length)
    if (rest !== '' && !rest.startsWith(':')) continue
    return { extension: urn === definition.core ? null : urn, rest: rest.slice(1) }
  }
  return { extension: null, rest: path }
}

type Described = {
  name: string
  type: string
  config: {
    multiValued?: boolean
    caseExact?: boolean
    mutable?: boolean | string
    direction?: string
    shadow?: boolean
  }
  subAttributes: unknown
}

function definitionsOf(described: unknown): AttributeDefinition[] {
  // What scimmy's types leave open: its attributes are instances of one class with these fields, which a test reads.
  return (described as Described[]).map(({ name, type, config, subAttributes }) => ({
    name,
    kind: kindOf(type),
    isMultiple: config.multiValued === true,
    isExact: config.caseExact === true,
    isReadOnly: config.direction === 'out' || config.mutable === false,
    isWriteOnly: config.direction === 'in',
    subs: definitionsOf(subAttributes ?? []),
  }))
}

// An extension has the attributes that every resource has in it again.
function ownOf(described: unknown): AttributeDefinition[] {
  // As above.
  const own = (described as Described[]).filter(({ config }) => config.shadow !== true)
  return definitionsOf(own)
}

function kindOf(type: string): AttributeDefinition['kind'] {
  return type === 'boolean' || type === 'complex' ? type : 'string'
}
