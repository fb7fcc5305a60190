import { isPermission, permissionDefinitions, type Permission } from './permissions'

/**
 * The account permissions that clients of the wire format know, each with what it stands for here: it is told of whoever holds all of that.
 * Those of features that are not here (teams, billing, integrations, storage) are missing, and names that are the same in both are ours.
 */
const standsFor = {
  'read:account': ['read:organization'],
  'update:account': ['update:organization'],
  'delete:account': ['delete:organization'],
  'read:account_membership': ['read:member'],
  'update:account_membership': ['update:member'],
  'delete:account_membership': ['delete:member'],
  'add:account_member': ['create:invitation'],
  'update:invitation': ['create:invitation', 'delete:invitation'],
  'read:account_role': ['read:role'],
  'create:account_role': ['create:role'],
  'update:account_role': ['update:role'],
  'delete:account_role': ['delete:role'],
  'read:workspace_role': ['read:role'],
  'create:workspace_role': ['create:role'],
  'update:workspace_role': ['update:role'],
  'delete:workspace_role': ['delete:role'],
  'read:bot': ['read:service_account'],
  'create:bot': ['create:service_account'],
  'update:bot': ['update:service_account'],
  'delete:bot': ['delete:service_account'],
  'read:audit_event': ['read:audit_log'],
  'read:ip_allowlist': ['read:organization'],
  'update:ip_allowlist': ['update:organization'],
  'administrate:sso': ['update:sso'],
  'administrate:workspace': ['update:workspace', 'delete:workspace', 'update:workspace_access'],
  'read:workspace_invitation': ['read:invitation', 'read:workspace_access'],
  'create:workspace_invitation': ['create:invitation', 'update:workspace_access'],
  'update:workspace_invitation': ['create:invitation', 'delete:invitation', 'update:workspace_access'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>

/** Every permission by both names, ours first, those left out that no role holds. */
export function listPermissionNames(): string[] {
  const own = permissionDefinitions.filter(({ isOperatorOnly }) => !isOperatorOnly).map(({ id }) => id)
  return [...own, ...Object.keys(standsFor)]
}

/** What somebody holds, by both names. */
export function permissionNamesOf(held: ReadonlySet<Permission>): string[] {
  const own = permissionDefinitions.map(({ id }) => id).filter((id) => held.has(id))
  const theirs = Object.entries(standsFor).filter(([, needed]) => needed.every((id) => held.has(id)))
  return [...own, ...theirs.map(([name]) => name)]
}

/** The permissions that a name of either kind stands for; null for one that means nothing here. */
export function permissionsNamed(name: string): readonly Permission[] | null {
  if (isPermission(name)) return [name]
  return Object.entries(standsFor).find(([known]) => known === name)?.[1] ?? null
}
