import type { AccountKind } from '@/lib/accounts/schema'
import { capabilityOf, type Capability } from '@/lib/capability'
import { countOf, listText } from '@/lib/format'
import { decideFeature, type PlanFacts } from '@/lib/plans/rules'
import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import {
  decideOrganizationPermission,
  permissionsAcrossWorkspaces,
  type MembershipFacts,
  type RoleFacts,
} from '@/lib/policy/evaluate'
import {
  decideAssignment,
  decideGivenByProvider,
  decideOutrank,
  decideReadOnly,
  decideRoleContent,
} from '@/lib/policy/holding'
import { isOrganizationPermission, type Permission } from '@/lib/policy/permissions'
import { builtInRole, permissionsOfRole } from '@/lib/policy/roles'
import {
  timesText,
  usesInAccount,
  usesInWorkspaces,
  usesText,
  type RoleUses,
  type UsesWithRole,
} from './uses'

/** Who changes a role, and where. */
export type RoleActor = PlanFacts & { accountKind: AccountKind; actor: MembershipFacts }

/** The role as it is, under the account's lock where it is changed. */
export type RoleChangeFacts = RoleActor & { role: RoleFacts }

/** How often a role is used, and the names of the first few who use it, for the sentence that refuses. */
type RoleUsers = { uses: RoleUses; names: readonly string[] }

/** Whether custom roles can be made here at all: `create:role`, an organization, and a plan that has them (R12). */
export function decideCreation({ accountKind, actor, ...plan }: RoleActor): Decision {
  return firstRefusal(
    decideOrganizationPermission(actor, 'create:role'),
    decideOrganization(accountKind),
    decideFeature(plan, 'custom_roles'),
  )
}

/** Whether a role may hold these permissions when this actor makes or edits it (R1). */
export function decideContent({ actor }: RoleActor, content: ReadonlySet<Permission>): Decision {
  return decideRoleContent(permissionsAcrossWorkspaces(actor), content)
}

/**
 * Whether a role may be edited: `update:role`, no built-in role (R4), and no role that holds more than the actor (R3). On any plan, as
 * `decideGrowth` says what an edit may not do there.
 */
export function decideUpdate(facts: RoleChangeFacts): Decision {
  return firstRefusal(
    decideOrganizationPermission(facts.actor, 'update:role'),
    decideCustom(facts.role, 'changed'),
    decideRank(facts),
  )
}

/** Rule R12 for an edit: without custom roles in the plan a role may be renamed and made smaller, and gains nothing. */
export function decideGrowth(
  { role, ...plan }: RoleChangeFacts,
  content: ReadonlySet<Permission>,
): Decision<'plan_required'> {
  const held = permissionsOfRole(role)
  return [...content].every((permission) => held.has(permission))
    ? allow()
    : decideFeature(plan, 'custom_roles')
}

/** Whether a role may be deleted, its uses aside: `delete:role`, R4 and R3. On any plan, as it adds to no excess (R12). */
export function decideDeletion(facts: RoleChangeFacts): Decision {
  return firstRefusal(
    decideOrganizationPermission(facts.actor, 'delete:role'),
    decideCustom(facts.role, 'deleted'),
    decideRank(facts),
  )
}

/** Rule R5: a role that is used is deleted only together with a reassignment; the refusal counts each use and names the first few. */
export function decideUnused(
  { role }: { role: RoleFacts },
  { uses, names }: RoleUsers,
): Decision<'role_in_use'> {
  const total = usesInAccount(uses) + usesInWorkspaces(uses)
  if (total === 0) return allow()
  const named = names.length > 0 ? ` (${listText(names, total)})` : ''
  return refuse(
    'role_in_use',
    `${role.name} is ${usesText(uses)}${named}. Reassign them to another role, which can be done in the same step.`,
  )
}

/** Rule R6: a custom role that is used in workspaces cannot gain an organization permission. */
export function decideGain(
  { role }: { role: RoleFacts },
  content: ReadonlySet<Permission>,
  uses: RoleUses,
): Decision<'role_granted_on_workspaces'> {
  const [first] = [...content].filter(isOrganizationPermission)
  const times = usesInWorkspaces(uses)
  if (first === undefined || times === 0) return allow()
  return refuse(
    'role_granted_on_workspaces',
    `${role.name} is used ${timesText(times)} in workspaces, so it cannot hold permissions of the organization. ` +
      'Leave those out, or make a second role for them.',
    first,
  )
}

/** Rule R13: whether the role still is the version that was shown. */
export function decideVersion(current: number, expected: number | undefined): Decision<'changed_meanwhile'> {
  if (expected === undefined || current === expected) return allow()
  return refuse(
    'changed_meanwhile',
    'Somebody changed this role meanwhile. Compare with how it is now, then save again.',
  )
}

/** Whether the uses of a role may be given to another in the account (R2), by one who may change members, robots and invitations. */
export function decideReassignment(facts: RoleChangeFacts, uses: RoleUses, to: RoleFacts | null): Decision {
  const { actor } = facts
  const held = (permission: Parameters<typeof decideOrganizationPermission>[1], count: number) =>
    count === 0 ? allow() : decideOrganizationPermission(actor, permission)
  return firstRefusal<string>(
    held('update:member', uses.members + uses.returning),
    held('update:service_account', uses.serviceAccounts),
    held('create:invitation', uses.invitations + uses.invitedWorkspaces),
    held('update:sso', uses.connections + uses.groups + uses.groupGrants),
    to && uses.connections + uses.groups + uses.returning > 0 ? decideGivenByProvider(to) : allow(),
    to ? decideAssignment(permissionsAcrossWorkspaces(actor), to) : allow(),
  )
}

/** The same for grants and default roles: R9 and R2. */
export function decideWorkspaceReassignment({ actor }: RoleActor, to: RoleFacts | null): Decision {
  const everywhere = permissionsAcrossWorkspaces(actor)
  return firstRefusal<string>(
    everywhere.has('update:workspace_access')
      ? allow()
      : refuse(
          'missing_permission',
          'The role is used in workspaces, and only Administrators change the sharing of all of them. Ask one to do this.',
          'update:workspace_access',
        ),
    to ? decideAssignment(everywhere, to) : allow(),
  )
}

/**
 * Rule R11 for the grants that would get another role, and for those that invitations promise: none gets more than the ceiling of its
 * holder lets through. `held` are the uses by the organization role that their holders will have.
 */
export function decideReadOnlyUses(
  held: readonly UsesWithRole[],
  to: RoleFacts,
): Decision<'read_only_member'> {
  const beyond = held
    .filter(({ grants, invitedWorkspaces, groupGrants }) => grants + invitedWorkspaces + groupGrants > 0)
    .filter(({ role }) => !decideReadOnly({ name: role.name, role }, to).allowed)
  const [first] = beyond
  if (first === undefined) return allow()
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
  const grants = sum(beyond.map((one) => one.grants))
  const offers = sum(beyond.map((one) => one.invitedWorkspaces))
  const byGroups = sum(beyond.map((one) => one.groupGrants))
  const counted = [
    ...(grants > 0 ? [countOf(grants, 'grant')] : []),
    ...(offers > 0 ? [countOf(offers, 'grant offered by invitations', 'grants offered by invitations')] : []),
    ...(byGroups > 0 ? [countOf(byGroups, 'grant by a group', 'grants by groups')] : []),
  ]
  return refuse(
    'read_only_member',
    `${listText(counted)} would go with the organization role ${first.role.name}, with which nothing beyond reading takes effect. ` +
      `Choose ${builtInRole('READ_ONLY_COLLABORATOR').name}, or change these organization roles first.`,
  )
}

/** What the viewer may do with a role and, if not, why: by the functions that refuse. */
export function roleCapabilities(facts: RoleChangeFacts): Record<'update' | 'delete' | 'clone', Capability> {
  return {
    update: capabilityOf(decideUpdate(facts)),
    delete: capabilityOf(decideDeletion(facts)),
    clone: capabilityOf(decideCreation(facts)),
  }
}

function decideOrganization(kind: AccountKind): Decision<'personal_account'> {
  if (kind === 'ORGANIZATION') return allow()
  return refuse(
    'personal_account',
    'A personal account has no roles of its own. Create an organization to make some.',
  )
}

function decideCustom(role: RoleFacts, verb: string): Decision<'built_in_role'> {
  if (role.builtIn === null) return allow()
  return refuse(
    'built_in_role',
    `${role.name} is a built-in role and cannot be ${verb}. Clone it to make one of your own.`,
  )
}

function decideRank({ actor, role }: RoleChangeFacts): Decision<'outranked'> {
  return decideOutrank(permissionsAcrossWorkspaces(actor), permissionsOfRole(role))
}
