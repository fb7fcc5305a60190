import type { AccountKind } from '@/lib/accounts/schema'
import { capabilityOf } from '@/lib/capability'
import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import {
  decideOrganizationPermission,
  permissionsAcrossWorkspaces,
  permissionsWhenActive,
  type MembershipFacts,
  type RoleFacts,
} from '@/lib/policy/evaluate'
import {
  decideAssignment,
  decideLastAdministrator,
  decideOutrank,
  decideServiceAccountRole,
} from '@/lib/policy/holding'
import type { MemberCapabilities } from './schema'

/** A member whom something happens to. */
export type TargetFacts = MembershipFacts & {
  /** Whether the operator suspended the user, whom nothing lets in then; false for a service account. */
  isUserSuspended: boolean
  /** Whether it was the identity provider that suspended the member, which may let them in again. */
  isSuspendedByProvider?: boolean
  /** The group at the identity provider that gives the role, where one does. */
  roleGroup?: string | null
}

/** What decides about a change of one member, taken under the account's lock where the change is made. */
export type MemberChangeFacts = {
  accountKind: AccountKind
  actor: MembershipFacts
  target: TargetFacts
  isSelf: boolean
  /** Active Administrators who are users and not suspended by the operator, the target included if it is one. */
  activeAdministrators: number
}

/**
 * Whether a member may be given another role: `update:member`, a target that does not outrank the actor (R3), a role that does not
 * exceed what the actor holds (R2), not away from the last Administrator (R7), for a service account one that does not administer
 * (R8), and none while a group gives the role.
 */
export function decideRoleChange(facts: MemberChangeFacts, role: RoleFacts): Decision {
  const { actor, target } = facts
  return firstRefusal(
    decideChange(facts),
    decideRolesMatter(facts),
    decideRoleByHand(facts),
    decideAssignment(permissionsAcrossWorkspaces(actor), role),
    target.kind === 'SERVICE_ACCOUNT' ? decideServiceAccountRole(role) : allow(),
    role.builtIn === 'ADMINISTRATOR' ? allow() : decideLoss(facts),
  )
}

/** Whether a member may be suspended: `update:member`, R3, R7, and never oneself, who could not undo it. Also one whom the provider suspended. */
export function decideSuspension(facts: MemberChangeFacts): Decision {
  return firstRefusal(decideChange(facts), decideNotSelf(facts), decideLoss(facts))
}

/** Whether a suspended member may be reactivated: `update:member` and R3, as if the member were active. */
export function decideReactivation(facts: MemberChangeFacts): Decision {
  return decideChange(facts)
}

/** Whether a member may be removed: `delete:member`, R3 and R7. Removing oneself is leaving. */
export function decideRemoval(facts: MemberChangeFacts): Decision {
  if (facts.isSelf) return decideLeaving(facts)
  return firstRefusal(
    decideOrganizationPermission(facts.actor, 'delete:member'),
    decideOwner(facts),
    decideRank(facts),
    decideLoss(facts),
  )
}

/** Whether a member may leave: everybody may, except the last Administrator (R7). */
export function decideLeaving(facts: MemberChangeFacts): Decision {
  return firstRefusal(decideOwner(facts), decideLoss(facts))
}

/** R13 for a member's role: whether it still is what the page showed. */
export function decideRoleUnchanged(
  current: RoleFacts,
  expectedRoleId: string | undefined,
): Decision<'changed_meanwhile'> {
  if (expectedRoleId === undefined || current.id === expectedRoleId) return allow()
  return refuse(
    'changed_meanwhile',
    `Somebody changed the role to ${current.name} meanwhile. Look at it, then choose again.`,
  )
}

/** What the viewer may do with a member and, if not, why: for lists and pages, by the functions that refuse. */
export function memberCapabilities(facts: MemberChangeFacts): MemberCapabilities {
  const { status, isSuspendedByProvider = false } = facts.target
  const isSuspendedByHand = status === 'SUSPENDED' && !isSuspendedByProvider
  return {
    changeRole: capabilityOf(
      firstRefusal(decideChange(facts), decideRolesMatter(facts), decideRoleByHand(facts), decideLoss(facts)),
    ),
    suspend: capabilityOf(
      firstRefusal(decideSuspension(facts), isSuspendedByHand ? alreadySuspended : allow()),
    ),
    reactivate: capabilityOf(
      firstRefusal(decideReactivation(facts), status === 'ACTIVE' ? alreadyActive : allow()),
    ),
    remove: capabilityOf(decideRemoval(facts)),
  }
}

const alreadySuspended = refuse('already_suspended', 'This member is suspended already.')
const alreadyActive = refuse('already_active', 'This member is active already.')

function decideChange(facts: MemberChangeFacts): Decision {
  return firstRefusal(
    decideOrganizationPermission(facts.actor, 'update:member'),
    decideOwner(facts),
    decideRank(facts),
  )
}

function decideRank({ actor, target }: MemberChangeFacts): Decision<'outranked'> {
  return decideOutrank(permissionsAcrossWorkspaces(actor), permissionsWhenActive(target))
}

// The owner of a personal account is its only and permanent Administrator (section 7).
function decideOwner({ accountKind, target }: MemberChangeFacts): Decision<'personal_account'> {
  if (accountKind === 'ORGANIZATION' || target.role.builtIn !== 'ADMINISTRATOR') return allow()
  return refuse('personal_account', 'A personal account keeps its owner as its only Administrator.')
}

// And its guests are Members, whatever they may do in a workspace.
function decideRolesMatter({ accountKind }: MemberChangeFacts): Decision<'personal_account'> {
  if (accountKind === 'ORGANIZATION') return allow()
  return refuse(
    'personal_account',
    'Guests of a personal account are Members. Give them roles in workspaces.',
  )
}

// What a group gives would come back with the next sign-in.
function decideRoleByHand({ target }: MemberChangeFacts): Decision<'role_from_group'> {
  if (!target.roleGroup) return allow()
  return refuse(
    'role_from_group',
    `The group ${target.roleGroup} of the identity provider gives the role ${target.role.name}. ` +
      'Change who is in the group there, or what it gives on the page of single sign-on.',
  )
}

function decideNotSelf({ isSelf }: MemberChangeFacts): Decision<'own_membership'> {
  if (!isSelf) return allow()
  return refuse(
    'own_membership',
    'You cannot suspend yourself, as you could not undo it. Leave the organization, or ask somebody else to suspend you.',
  )
}

/** R7: whether the account can lose a member, or what makes them Administrator. */
export function decideLoss({
  target,
  activeAdministrators,
}: Pick<MemberChangeFacts, 'target' | 'activeAdministrators'>): Decision<'last_administrator'> {
  if (!administers(target)) return allow()
  const own = Number(isActiveAdministrator(target))
  return decideLastAdministrator({ remainingActiveAdministrators: activeAdministrators - own })
}

/** Whether a membership counts for R7. */
export function isActiveAdministrator(member: TargetFacts): boolean {
  return administers(member) && !member.isUserSuspended
}

function administers(member: MembershipFacts): boolean {
  return member.kind === 'USER' && member.status === 'ACTIVE' && member.role.builtIn === 'ADMINISTRATOR'
}
