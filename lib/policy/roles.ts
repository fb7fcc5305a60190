import { builtInRoleDefinitions, type BuiltInRole, type BuiltInRoleKey } from './built-in-roles'
import {
  isOrganizationPermission,
  isPermission,
  permissionDefinition,
  withImplied,
  type Permission,
} from './permissions'

export type { BuiltInRole, BuiltInRoleKey } from './built-in-roles'

/** A role as the database knows it. For a built-in role the stored permissions are ignored: the catalogue counts. */
export type RoleFacts = {
  readonly id: string
  readonly name: string
  readonly builtIn: BuiltInRoleKey | null
  readonly permissions: readonly string[]
}

/** The eight built-in roles of access model section 3, organization roles first. */
export const builtInRoles: readonly BuiltInRole[] = Object.values(builtInRoleDefinitions)

/** The built-in role with this key. */
export function builtInRole(key: BuiltInRoleKey): BuiltInRole {
  return builtInRoleDefinitions[key]
}

/** The built-in role that people or APIs call by this name, whatever its case; null when none is called that. */
export function findBuiltInRole(name: string): BuiltInRole | null {
  const wanted = name.trim().toLowerCase()
  const answersTo = (role: BuiltInRole) =>
    [role.name, ...role.otherNames].some((known) => known.toLowerCase() === wanted)
  return builtInRoles.find(answersTo) ?? null
}

/**
 * What a role holds, implied permissions included. For a custom role, stored strings that the catalogue does not know
 * and permissions that custom roles may not hold give nothing, however they got into the database.
 */
export function permissionsOfRole(role: RoleFacts): ReadonlySet<Permission> {
  if (role.builtIn !== null) return builtInRole(role.builtIn).permissions
  const known = role.permissions.filter(isPermission)
  return withImplied(known.filter((permission) => !permissionDefinition(permission).isReserved))
}

/** Whether nothing beyond this role takes effect for a member who has it as organization role. */
export function isCeiling(role: RoleFacts): boolean {
  return role.builtIn !== null && builtInRole(role.builtIn).isCeiling
}

/**
 * Where a role may be given: as a member's role in the account, as a role in a workspace. Access model section 3:
 * built-in roles on their own level only; a custom role on both, unless it holds an organization permission.
 */
export function assignableOn(role: Pick<RoleFacts, 'builtIn' | 'permissions'>): {
  account: boolean
  workspace: boolean
} {
  if (role.builtIn === null)
    return { account: true, workspace: !role.permissions.some(isOrganizationPermission) }
  const { level } = builtInRole(role.builtIn)
  return { account: level === 'organization', workspace: level === 'workspace' }
}

/** Whether a stored key names one of the built-in roles. */
export function isBuiltInRoleKey(key: string): key is BuiltInRoleKey {
  return Object.hasOwn(builtInRoleDefinitions, key)
}
