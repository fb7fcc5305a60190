import { catalogue, organizationLevel, workspaceLevel } from './catalogue'
import type { CatalogueEntry } from './catalogue-entry'

export type OrganizationPermission = keyof typeof organizationLevel
export type WorkspacePermission = keyof typeof workspaceLevel
export type Permission = OrganizationPermission | WorkspacePermission

export type PermissionLevel = 'organization' | 'workspace'

export type PermissionDefinition = {
  readonly id: Permission
  readonly level: PermissionLevel
  readonly title: string
  readonly description: string
  /** What one holds with it, without being asked: access model section 2, last paragraph. */
  readonly implies: readonly Permission[]
  /** May not be put into a custom role. */
  readonly isReserved: boolean
  /** In no role, the built-in ones included. */
  readonly isOperatorOnly: boolean
  /** The scopes of access model section 9 that stand for it, see `scopes.ts`. */
  readonly aliases: readonly string[]
}

/** Whether a value is the id of a permission of the catalogue. Takes anything, a client's input too. */
export function isPermission(value: unknown): value is Permission {
  return isOrganizationPermission(value) || isWorkspacePermission(value)
}

/** Whether a value is the id of a permission of the organization level. */
export function isOrganizationPermission(value: unknown): value is OrganizationPermission {
  return typeof value === 'string' && Object.hasOwn(organizationLevel, value)
}

/** Whether a value is the id of a permission of the workspace level. */
export function isWorkspacePermission(value: unknown): value is WorkspacePermission {
  return typeof value === 'string' && Object.hasOwn(workspaceLevel, value)
}

/** Everything the catalogue says about one permission. */
export function permissionDefinition(id: Permission): PermissionDefinition {
  const entry: CatalogueEntry = catalogue[id]
  return {
    id,
    level: isOrganizationPermission(id) ? 'organization' : 'workspace',
    title: entry.title,
    description: entry.description,
    implies: impliedBy(id),
    isReserved: entry.isReserved ?? false,
    isOperatorOnly: entry.isOperatorOnly ?? false,
    aliases: entry.scopes ?? [],
  }
}

const implications: ReadonlyMap<Permission, readonly Permission[]> = new Map(
  Object.keys(catalogue)
    .filter(isPermission)
    .map((id) => [id, [readPermissionBeside(id)].filter(isPermission)]),
)

/** The whole catalogue in the order pages show it: organization level first, resource by resource. */
export const permissionDefinitions: readonly PermissionDefinition[] = Object.keys(catalogue)
  .filter(isPermission)
  .map(permissionDefinition)

/** The permissions with everything they imply, and nothing else. */
export function withImplied(permissions: Iterable<Permission>): ReadonlySet<Permission> {
  const closed = new Set(permissions)
  // A set visits what is added while it is walked, so this follows implications of any depth.
  for (const permission of closed) for (const implied of impliedBy(permission)) closed.add(implied)
  return closed
}

function impliedBy(id: Permission): readonly Permission[] {
  return implications.get(id) ?? []
}

function readPermissionBeside(id: Permission): string | null {
  const [action, resource] = id.split(':')
  return action === 'read' ? null : `read:${resource}`
}
