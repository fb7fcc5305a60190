import type { catalogue } from './catalogue'
import { permissionDefinitions, withImplied, type Permission } from './permissions'

type Entry = (typeof catalogue)[Permission]

/** An alias of one or more workspace permissions: access model section 9. */
export type Scope = Extract<Entry, { readonly scopes: readonly string[] }>['scopes'][number]

/** Whether a value names a scope. Takes anything, a client's input too. */
export function isScope(value: unknown): value is Scope {
  return typeof value === 'string' && permissionsByScope.has(value)
}

/** Every scope, in the order of the catalogue. */
export function listScopes(): readonly Scope[] {
  return [...permissionsByScope.keys()].filter(isScope)
}

/** What a scope stands for, implied permissions included: what a role gets that is made of it. */
export function permissionsOfScope(scope: Scope): ReadonlySet<Permission> {
  return permissionsByScope.get(scope) ?? new Set()
}

/** The scopes to show for a set of permissions: those of which everything they stand for is held. */
export function scopesHeld(permissions: ReadonlySet<Permission>): readonly Scope[] {
  return listScopes().filter((scope) =>
    [...permissionsOfScope(scope)].every((permission) => permissions.has(permission)),
  )
}

const permissionsByScope = collectPermissions()

function collectPermissions(): ReadonlyMap<string, ReadonlySet<Permission>> {
  const collected = new Map<string, ReadonlySet<Permission>>()
  for (const { id, aliases } of permissionDefinitions) {
    for (const scope of aliases) collected.set(scope, withImplied([...(collected.get(scope) ?? []), id]))
  }
  return collected
}
