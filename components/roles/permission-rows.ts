import { permissionDefinitions, type Permission, type PermissionDefinition } from '@/lib/policy/permissions'

/** The columns of the matrix. */
export const actions = ['read', 'create', 'update', 'delete', 'run'] as const
export type Action = (typeof actions)[number]

export type PermissionRow = {
  resource: string
  /** "Flow run", read off the id: flow_run. */
  label: string
  cells: Partial<Record<Action, PermissionDefinition>>
}

export type PermissionSection = { level: PermissionDefinition['level']; title: string; rows: PermissionRow[] }

/** The catalogue as resource by action, organization level first. What is in no role is left out. */
export const permissionSections: readonly PermissionSection[] = [
  { level: 'organization', title: 'In the organization', rows: rowsOf('organization') },
  { level: 'workspace', title: 'In workspaces', rows: rowsOf('workspace') },
]

/** The permissions held only because another one of the same resource implies them. */
export function impliedOnly(chosen: ReadonlySet<string>): ReadonlySet<string> {
  const implied = permissionDefinitions.filter(({ id }) => chosen.has(id)).flatMap(({ implies }) => implies)
  return new Set(implied)
}

/** What `read:flow` is held for: the titles of the chosen permissions that imply it. */
export function impliedBy(chosen: ReadonlySet<string>, permission: Permission): string[] {
  return permissionDefinitions
    .filter(({ id, implies }) => chosen.has(id) && implies.includes(permission))
    .map(({ title }) => title)
}

function rowsOf(level: PermissionDefinition['level']): PermissionRow[] {
  const rows = new Map<string, PermissionRow>()
  for (const definition of permissionDefinitions) {
    if (definition.level !== level || definition.isOperatorOnly) continue
    const [action = '', resource = ''] = definition.id.split(':')
    const row = rows.get(resource) ?? { resource, label: labelOf(resource), cells: {} }
    const known = actions.find((one) => one === action)
    if (known) row.cells[known] = definition
    rows.set(resource, row)
  }
  return [...rows.values()]
}

function labelOf(resource: string): string {
  const words = resource.replaceAll('_', ' ')
  return words === 'sso' ? 'Single sign-on' : words.charAt(0).toUpperCase() + words.slice(1)
}
