import { findAttribute, withoutUrn, type AttributeDefinition, type ResourceDefinition } from './definitions'
import { readElementFilter, type Condition } from './filter'
import { badRequest } from './refusals'

/** What one operation of a PATCH is about (RFC 7644, section 3.5.2). */
export type PatchPath = {
  extension: string | null
  attribute: AttributeDefinition
  /** Which of several values. */
  where: Condition<AttributeDefinition> | null
  sub: AttributeDefinition | null
}

const pathLength = 2_000

/**
 * Reads a path. Null for an attribute that none of the resource's schemas has, which is passed over as in a whole resource: a mapping too many
 * at the provider must not keep a deactivation from being heard. The whole of an extension is named by its URN alone. Throws `invalid_path`.
 */
export function readPath(
  definition: ResourceDefinition,
  path: string,
): PatchPath | { extension: string } | null {
  if (path.length > pathLength) throw invalidPath('The path is too long.')
  const { extension, rest } = withoutUrn(definition, path.trim())
  if (extension && rest === '') return { extension }
  // A schema that is not one of ours.
  if (/^urn:/i.test(rest)) return null
  const [, name, filter, subName] =
    /^([A-Za-z_$][\w$-]*)(?:\[(.*)\])?(?:\.([A-Za-z_$][\w$-]*))?$/s.exec(rest) ?? []
  if (name === undefined)
    throw invalidPath(`The path ${rest.slice(0, 100)} is not one of RFC 7644, section 3.5.2.`)
  const attributes = (extension ? definition.extensions.get(extension) : definition.attributes) ?? []
  const attribute = findAttribute(attributes, name)
  if (!attribute) return null
  const sub = subName === undefined ? null : findAttribute(attribute.subs, subName)
  if (sub === undefined) return null
  if (filter !== undefined && !attribute.isMultiple)
    throw invalidPath(`${attribute.name} has one value alone.`)
  const where = filter === undefined ? null : readElementFilter(attribute, filter)
  return { extension, attribute, where, sub }
}

function invalidPath(message: string) {
  return badRequest('invalid_path', message)
}
