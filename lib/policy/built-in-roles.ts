import {
  permissionDefinitions,
  withImplied,
  type Permission,
  type PermissionDefinition,
  type PermissionLevel,
} from './permissions'

export type BuiltInRoleKey =
  | 'ADMINISTRATOR'
  | 'USER'
  | 'READ_ONLY_USER'
  | 'MEMBER'
  | 'OWNER'
  | 'COLLABORATOR'
  | 'RUNNER'
  | 'READ_ONLY_COLLABORATOR'

export type BuiltInRole = {
  readonly key: BuiltInRoleKey
  /** `organization` roles are assigned on the account only, `workspace` roles on workspaces only. */
  readonly level: PermissionLevel
  readonly name: string
  /** Other names that APIs accept for it: access model section 9. */
  readonly otherNames: readonly string[]
  readonly description: string
  /** Implied permissions included. */
  readonly permissions: ReadonlySet<Permission>
  /** Whoever has it as organization role holds nothing beyond it, whatever else is given to them. */
  readonly isCeiling: boolean
}

const inRoles = permissionDefinitions.filter((definition) => !definition.isOperatorOnly)
const ofWorkspaces = inRoles.filter((definition) => definition.level === 'workspace')
const workspaceAdministration: readonly Permission[] = [
  'update:workspace',
  'delete:workspace',
  'update:workspace_access',
]
const notForReaders: readonly Permission[] = [
  'read:audit_log',
  'read:sso',
  'read:invitation',
  'read:block_secret',
]

const everything = idsOf(inRoles)
const everythingInWorkspaces = idsOf(ofWorkspaces)
const dailyWork = without(everythingInWorkspaces, workspaceAdministration)
const reading = without(everything.filter(isReading), notForReaders)
const readingInWorkspaces = without(everythingInWorkspaces.filter(isReading), notForReaders)
const membership: readonly Permission[] = [
  'read:organization',
  'read:member',
  'read:role',
  'read:service_account',
]

/** The built-in roles of access model section 3 by their stable keys, organization roles first. */
export const builtInRoleDefinitions = {
  ADMINISTRATOR: {
    key: 'ADMINISTRATOR',
    level: 'organization',
    name: 'Administrator',
    otherNames: ['Admin'],
    description:
      'Manages the organization, its members and its roles, and may do everything in every workspace.',
    permissions: withImplied(everything),
    isCeiling: false,
  },
  USER: {
    key: 'USER',
    level: 'organization',
    name: 'User',
    otherNames: [],
    description: 'Does the daily work in every workspace, without changing workspaces or other members.',
    permissions: withImplied([...membership, ...dailyWork]),
    isCeiling: false,
  },
  READ_ONLY_USER: {
    key: 'READ_ONLY_USER',
    level: 'organization',
    name: 'Read Only User',
    otherNames: [],
    description: 'Sees every workspace and changes nothing, whatever other roles are given to this person.',
    permissions: withImplied(reading),
    isCeiling: true,
  },
  MEMBER: {
    key: 'MEMBER',
    level: 'organization',
    name: 'Member',
    otherNames: [],
    description: 'Belongs to the organization, and works in the workspaces that are shared with them.',
    permissions: withImplied(membership),
    isCeiling: false,
  },
  OWNER: {
    key: 'OWNER',
    level: 'workspace',
    name: 'Owner',
    otherNames: [],
    description: 'May do everything in the workspace, and decides who else has access to it.',
    permissions: withImplied(everythingInWorkspaces),
    isCeiling: false,
  },
  COLLABORATOR: {
    key: 'COLLABORATOR',
    level: 'workspace',
    name: 'Collaborator',
    otherNames: ['Developer'],
    description: 'Works with everything in the workspace, but changes neither the workspace nor its sharing.',
    permissions: withImplied(dailyWork),
    isCeiling: false,
  },
  RUNNER: {
    key: 'RUNNER',
    level: 'workspace',
    name: 'Runner',
    otherNames: [],
    description: 'Sees everything in the workspace but secrets, and starts flow runs and deployments.',
    permissions: withImplied([...readingInWorkspaces, 'create:flow_run', 'run:deployment']),
    isCeiling: false,
  },
  READ_ONLY_COLLABORATOR: {
    key: 'READ_ONLY_COLLABORATOR',
    level: 'workspace',
    name: 'Read-only Collaborator',
    otherNames: ['Viewer'],
    description: 'Sees everything in the workspace but secrets, and changes nothing.',
    permissions: withImplied(readingInWorkspaces),
    isCeiling: false,
  },
} as const satisfies { readonly [Key in BuiltInRoleKey]: BuiltInRole & { readonly key: Key } }

function idsOf(found: readonly PermissionDefinition[]): readonly Permission[] {
  return found.map((definition) => definition.id)
}

function without(all: readonly Permission[], left: readonly Permission[]): readonly Permission[] {
  return all.filter((permission) => !left.includes(permission))
}

function isReading(permission: Permission): boolean {
  return permission.startsWith('read:')
}
