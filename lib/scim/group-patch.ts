import { groupDefinition } from './definitions'
import { partsOf } from './element-match'
import { applyPatch, type Operation } from './patch'
import { readPath } from './patch-path'
import { badRequest } from './refusals'
import { readValue, valueOf, type Values } from './values'

/**
 * What becomes of a group's members, without reading those it has: `only` is null while those who are not named stay, else who alone is in it.
 */
export type MemberChange = { only: Set<string> | null; added: Set<string>; removed: Set<string> }

/** What operations do to the attributes of a group, and to its members, in their order. Throws what `applyPatch` does. */
export function applyGroupPatch(
  values: Values,
  operations: readonly Operation[],
): { values: Values; members: MemberChange } {
  const members: MemberChange = { only: null, added: new Set(), removed: new Set() }
  let changed = values
  for (const operation of operations) {
    const own = withoutMembers(members, operation)
    if (own) changed = applyPatch(groupDefinition, changed, [own])
  }
  return { values: changed, members }
}

/** The members that a whole group names. */
export function membersOf(values: Values): Set<string> {
  return idsOf(values['members'])
}

// Does what an operation says of members, and returns what is left of it.
function withoutMembers(members: MemberChange, operation: Operation): Operation | null {
  const { op, path, value } = operation
  if (path === undefined) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return operation
    const sent: Record<string, unknown> = { ...value }
    const named = Object.keys(sent).filter((name) => name.toLowerCase() === 'members')
    if (named.length === 0) return operation
    changeMembers(members, { op, ids: idsOf(read(valueOf(sent, 'members'))) })
    const rest = Object.entries(sent).filter(([name]) => !named.includes(name))
    return rest.length > 0 ? { ...operation, value: Object.fromEntries(rest) } : null
  }
  const at = readPath(groupDefinition, path)
  if (!at || !('attribute' in at) || at.attribute.name !== 'members') return operation
  if (at.sub && at.sub.name !== 'value') return null
  const bracketed = at.where && partsOf(at.where)
  if (at.where && typeof bracketed?.['value'] !== 'string')
    throw badRequest('invalid_filter', 'Members are named by their value.')
  const ids = bracketed ? idsOf([bracketed]) : idsOf(read(value))
  // A removal that names nobody is one of all.
  if (op === 'remove' && ids.size === 0) setMembers(members, ids)
  else changeMembers(members, { op: bracketed && op === 'replace' ? 'add' : op, ids })
  return null
}

function changeMembers(members: MemberChange, { op, ids }: { op: Operation['op']; ids: Set<string> }): void {
  if (op === 'replace') return setMembers(members, ids)
  for (const id of ids) {
    if (op === 'add') {
      members.only?.add(id)
      members.added.add(id)
      members.removed.delete(id)
    } else {
      members.only?.delete(id)
      members.removed.add(id)
      members.added.delete(id)
    }
  }
}

function setMembers(members: MemberChange, ids: Set<string>): void {
  members.only = new Set(ids)
  members.added.clear()
  members.removed.clear()
}

function read(value: unknown): Values[string] | undefined {
  const members = groupDefinition.attributes.find(({ name }) => name === 'members')
  return members && readValue(members, value)
}

function idsOf(value: Values[string] | undefined): Set<string> {
  if (!Array.isArray(value)) return new Set()
  return new Set(
    value.map((member) => {
      const { value: id, type } = typeof member === 'object' ? member : { value: member, type: undefined }
      if (typeof type === 'string' && type.toLowerCase() === 'group')
        throw badRequest(
          'invalid_value',
          'A group has users for members: groups within groups are the provider’s to resolve.',
        )
      if (typeof id !== 'string')
        throw badRequest('invalid_value', 'A member has a value, which is the id of a user.')
      return id.toLowerCase()
    }),
  )
}
