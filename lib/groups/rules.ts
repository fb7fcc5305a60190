import type { AccountKind } from '@/lib/accounts/schema'
import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import { permissionsAcrossWorkspaces, type MembershipFacts } from '@/lib/policy/evaluate'
import { decideAssignment, decideGivenByProvider, decideReadOnly } from '@/lib/policy/holding'
import type { RoleFacts } from '@/lib/policy/roles'
import { decideRoleInWorkspace } from '@/lib/workspaces/rules'

/** What a group would give: an organization role, null for none, and roles in workspaces. */
export type MappedRoles = { group: string; role: RoleFacts | null; workspaces: readonly RoleFacts[] }

/**
 * Whether a group may give these roles: never Administrator, only what the actor holds (R2), and in workspaces nothing beyond what the
 * organization role it gives lets through (R11).
 */
export function decideMapping(actor: MembershipFacts, { group, role, workspaces }: MappedRoles): Decision {
  const held = permissionsAcrossWorkspaces(actor)
  return firstRefusal<string>(
    role ? firstRefusal<string>(decideGivenByProvider(role), decideAssignment(held, role)) : allow(),
    ...workspaces.map((given) =>
      firstRefusal<string>(
        decideRoleInWorkspace(held, given),
        role ? decideReadOnly({ name: `Whoever is in the group ${group}`, role }, given) : allow(),
      ),
    ),
  )
}

/** Whether the account has groups at all. */
export function decideOrganization(accountKind: AccountKind): Decision<'personal_account'> {
  if (accountKind === 'ORGANIZATION') return allow()
  return refuse('personal_account', 'A personal account has no identity provider, and so no groups.')
}

/** R13 for a mapping: whether it still is the version that was shown. */
export function decideMappingVersion(
  current: number,
  expected: number | undefined,
): Decision<'changed_meanwhile'> {
  if (expected === undefined || current === expected) return allow()
  return refuse(
    'changed_meanwhile',
    'Somebody changed what this group gives meanwhile. Look at it as it is now, then save again.',
  )
}

/** A member's organization role, where it comes from, and what their groups give. */
export type RoleStanding = {
  roleId: string
  isAdministrator: boolean
  /** The mapping that gave the role; null where no group did. */
  mappingId: string | null
  /** The role they had before a group gave another; null where it is gone or was never noted. */
  byHandId: string | null
  /** What stands for a role that is gone. */
  memberRoleId: string
  /** The mappings of their groups that give an organization role, the one that counts first. */
  given: readonly { mappingId: string; roleId: string; isAdministrator: boolean }[]
}

/** The role that a member has by their groups, where it came from, and the role to return to. */
export type RoleByGroups = { roleId: string; mappingId: string | null; byHandId: string | null }

/**
 * Which organization role a member has by their groups: that of the first mapping, else the one they had by hand. An Administrator's role is
 * never changed, nor is anybody made Administrator. Null where nothing is to change.
 */
export function decideRoleByGroups(standing: RoleStanding): RoleByGroups | null {
  if (standing.isAdministrator) return null
  const { roleId, mappingId, byHandId, memberRoleId } = standing
  const giving = standing.given.find(({ isAdministrator }) => !isAdministrator)
  const byHand = mappingId === null ? roleId : (byHandId ?? memberRoleId)
  const wanted = giving
    ? { roleId: giving.roleId, mappingId: giving.mappingId, byHandId: byHand }
    : { roleId: byHand, mappingId: null, byHandId: null }
  return wanted.roleId === roleId && wanted.mappingId === mappingId ? null : wanted
}
