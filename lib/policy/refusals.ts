import { refuse, type Refusal } from './decision'
import type { MembershipFacts } from './facts'
import { permissionDefinition, type Permission } from './permissions'
import { builtInRoles } from './roles'
import { isActive, isBelowCeiling, type Source } from './sources'
import { quoteTitle } from './titles'

export type PermissionRefusalReason =
  | 'no_membership'
  | 'operator_only'
  | 'membership_suspended'
  | 'read_only_role'
  | 'missing_permission'

/** A refusal of a permission, with every step it would take to hold it. The message already contains the steps. */
export type PermissionRefusal = Refusal<PermissionRefusalReason> & {
  readonly permission: Permission
  readonly remedies: readonly string[]
}

/** Words the refusal of a permission that none of the sources gave. */
export function refusePermission(
  membership: MembershipFacts | null,
  sources: readonly Source[],
  permission: Permission,
): PermissionRefusal {
  const reason = refusalReason(membership, permission)
  const remedies = remediesFor(membership, sources, permission)
  const message = [happenings[reason](quoteTitle(permission)), ...remedies].join(' ')
  return { ...refuse(reason, message), permission, remedies }
}

const happenings: Readonly<Record<PermissionRefusalReason, (title: string) => string>> = {
  no_membership: () => 'You do not belong to this organization.',
  operator_only: (title) => `No role in this organization holds ${title}.`,
  membership_suspended: () => 'Your membership in this organization is suspended.',
  read_only_role: (title) => `Your organization role limits what you may do, and does not allow ${title}.`,
  missing_permission: (title) => `None of your roles here holds ${title}.`,
}

function refusalReason(membership: MembershipFacts | null, permission: Permission): PermissionRefusalReason {
  if (membership === null) return 'no_membership'
  if (permissionDefinition(permission).isOperatorOnly) return 'operator_only'
  if (!isActive(membership)) return 'membership_suspended'
  if (!isBelowCeiling(membership, permission)) return 'read_only_role'
  return 'missing_permission'
}

function remediesFor(
  membership: MembershipFacts | null,
  sources: readonly Source[],
  permission: Permission,
): readonly string[] {
  if (permissionDefinition(permission).isOperatorOnly) return ['Ask the operator of this installation.']
  if (membership === null) {
    return [
      `Ask one of its Administrators for an invitation with a role that holds ${quoteTitle(permission)}.`,
    ]
  }
  const reactivation = isActive(membership) ? [] : ['Ask an Administrator to reactivate it.']
  const replacement = isBelowCeiling(membership, permission)
    ? []
    : [`Ask an Administrator for an organization role other than ${membership.role.name}.`]
  return [...reactivation, ...replacement, ...askForSource(sources, permission)]
}

function askForSource(sources: readonly Source[], permission: Permission): readonly string[] {
  const holding = sources.filter((source) => source.permissions.has(permission))
  if (holding.some((source) => source.inactive === null)) return []
  const expired = holding.find((source) => source.inactive === 'expired')
  if (expired === undefined) return askForRole(permission)
  return [`Your role ${expired.role.name} has expired: ask ${sharers} to renew it.`]
}

function askForRole(permission: Permission): readonly string[] {
  if (permissionDefinition(permission).level === 'organization') {
    return [`Ask an Administrator for a role that holds ${quoteTitle(permission)}.`]
  }
  return [`Ask ${sharers} for a role that holds ${quoteTitle(permission)}${exampleOf(permission)}.`]
}

// The built-in workspace roles are listed from the one that holds most, so the last match gives the least beside it.
function exampleOf(permission: Permission): string {
  const holding = builtInRoles.filter(
    (role) => role.level === 'workspace' && role.permissions.has(permission),
  )
  const smallest = holding.at(-1)
  return smallest === undefined ? '' : `, for example ${smallest.name}`
}

const sharers = 'an Administrator or an Owner of the workspace'
