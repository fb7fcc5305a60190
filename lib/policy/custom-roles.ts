import { allow, refuse, type Decision } from './decision'
import { isPermission, permissionDefinition, type Permission } from './permissions'
import { listTitles } from './titles'

/**
 * Whether a custom role may be made of these permission ids: all known, none reserved (access model section 3). Takes
 * strings as a client sends them. That the actor holds each of them is another rule: R1.
 */
export function decideCustomRolePermissions(
  permissions: readonly string[],
): Decision<'unknown_permission' | 'reserved_permission'> {
  const unknown = permissions.find((permission) => !isPermission(permission))
  if (unknown !== undefined) return refuse('unknown_permission', unknownMessage(unknown))
  const reserved = permissions.filter(isPermission).filter(isReserved)
  const [first] = reserved
  if (first === undefined) return allow()
  return refuse(
    'reserved_permission',
    `A custom role cannot hold ${listTitles(reserved)}. Choose other permissions, or assign a built-in role.`,
    first,
  )
}

function isReserved(permission: Permission): boolean {
  return permissionDefinition(permission).isReserved
}

// Repeats a client's text only when it looks like a permission: anything else might be made to mislead the reader.
function unknownMessage(unknown: string): string {
  const what = /^[a-z_]{1,30}:[a-z_]{1,30}$/.test(unknown) ? `no permission ${unknown}` : 'no such permission'
  return `There is ${what}. Choose from the list of permissions, for example read:flow.`
}
