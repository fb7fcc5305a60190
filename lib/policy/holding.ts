import { allow, refuse, type Decision } from './decision'
import {
  isOrganizationPermission,
  isWorkspacePermission,
  permissionDefinitions,
  type Permission,
} from './permissions'
import { builtInRole, isCeiling, permissionsOfRole, type RoleFacts } from './roles'
import { listTitles } from './titles'

/** What the role holds and the holder does not, in the catalogue's order. */
export function missingPermissions(holder: ReadonlySet<Permission>, role: RoleFacts): readonly Permission[] {
  return lacking(holder, permissionsOfRole(role))
}

/**
 * Rule R2: a role is assigned only by one who holds every permission in it. `actorPermissions` is P(a) of access model
 * section 5: `permissionsAcrossWorkspaces` for a role in the account, `workspacePermissions` for one in a workspace.
 */
export function decideAssignment(
  actorPermissions: ReadonlySet<Permission>,
  role: RoleFacts,
): Decision<'exceeds_own_permissions'> {
  const missing = missingPermissions(actorPermissions, role)
  const [first] = missing
  if (first === undefined) return allow()
  return refuse(
    'exceeds_own_permissions',
    `You cannot assign the role ${role.name}, because it holds permissions that you do not hold: ` +
      `${listTitles(missing)}. Choose another role, or ask somebody who holds them to assign it.`,
    first,
  )
}

/**
 * Rule R1: a role is created or updated only by one who holds every permission it will have, implied ones included.
 * `actorPermissions` is P(a) of access model section 5, `permissionsAcrossWorkspaces`.
 */
export function decideRoleContent(
  actorPermissions: ReadonlySet<Permission>,
  content: ReadonlySet<Permission>,
): Decision<'exceeds_own_permissions'> {
  const missing = lacking(actorPermissions, content)
  const [first] = missing
  if (first === undefined) return allow()
  return refuse(
    'exceeds_own_permissions',
    `You cannot put permissions into a role that you do not hold yourself: ${listTitles(missing)}. ` +
      'Leave them out, or ask somebody who holds them.',
    first,
  )
}

/**
 * Rule R3: nobody changes, suspends or removes a member, service account or role that holds a permission they lack.
 * For a member pass `permissionsWhenActive` as the target: being suspended does not lower anybody's rank.
 */
export function decideOutrank(
  actorPermissions: ReadonlySet<Permission>,
  targetPermissions: ReadonlySet<Permission>,
): Decision<'outranked'> {
  const missing = lacking(actorPermissions, targetPermissions)
  const [first] = missing
  if (first === undefined) return allow()
  return refuse(
    'outranked',
    `You cannot make this change, because its target holds permissions that you do not hold: ${listTitles(missing)}. ` +
      'Ask somebody who holds them, for example an Administrator.',
    first,
  )
}

/**
 * Rule R8: a service account is never Administrator and holds no organization permission beyond Member's. For its role in the account;
 * in a workspace it may hold any.
 */
export function decideServiceAccountRole(role: RoleFacts): Decision<'service_account_cannot_administer'> {
  const held = [...permissionsOfRole(role)].filter(isOrganizationPermission)
  const [first] = lacking(builtInRole('MEMBER').permissions, new Set(held))
  if (first === undefined) return allow()
  return refuse(
    'service_account_cannot_administer',
    `A service account cannot hold the role ${role.name}, because it holds permissions in the organization beyond those of a Member. ` +
      'Choose a role of workspace permissions.',
    first,
  )
}

/**
 * Which organization role an identity provider's word may give, through a connection or a group: any but Administrator, so that nobody
 * who administers the provider alone takes over the organization.
 */
export function decideGivenByProvider(role: RoleFacts): Decision<'administrator_by_provider'> {
  if (role.builtIn !== 'ADMINISTRATOR') return allow()
  return refuse(
    'administrator_by_provider',
    'An identity provider makes nobody Administrator, neither by signing in nor by a group. Choose another role, and make members Administrator by hand.',
  )
}

/**
 * Rule R11: nobody is granted more than their ceiling lets through; of the built-in workspace roles that is Read-only Collaborator. For
 * a role that is granted in a workspace, or offered there with the organization role.
 */
export function decideReadOnly(
  target: { readonly name: string; readonly role: RoleFacts },
  role: RoleFacts,
): Decision<'read_only_member'> {
  if (!isCeiling(target.role)) return allow()
  const beyond = missingPermissions(permissionsOfRole(target.role), role).filter(isWorkspacePermission)
  if (beyond.length === 0) return allow()
  return refuse(
    'read_only_member',
    `${target.name} has the organization role ${target.role.name}, with which nothing beyond reading takes effect. ` +
      `Choose ${builtInRole('READ_ONLY_COLLABORATOR').name}, or change the organization role first.`,
  )
}

/**
 * Rule R7: an organization keeps at least one active Administrator who is a user and may sign in. The count is of those that would be
 * left after the change, taken under the account's lock; service accounts, suspended members and users whom the operator suspended do not
 * count.
 */
export function decideLastAdministrator(facts: {
  readonly remainingActiveAdministrators: number
}): Decision<'last_administrator'> {
  if (facts.remainingActiveAdministrators >= 1) return allow()
  return refuse(
    'last_administrator',
    'This would leave the organization without an active Administrator who can sign in. Make another member Administrator first.',
  )
}

function lacking(holder: ReadonlySet<Permission>, wanted: ReadonlySet<Permission>): readonly Permission[] {
  const ids = permissionDefinitions.map((definition) => definition.id)
  return ids.filter((permission) => wanted.has(permission) && !holder.has(permission))
}
