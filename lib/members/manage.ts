import type { AuditInput } from '@/lib/audit/schema'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database, type Tx } from '@/lib/db/transaction'
import { firstRefusal } from '@/lib/policy/decision'
import type { RoleFacts } from '@/lib/policy/roles'
import { getRolesForAccount } from '@/lib/roles/service'
import { changeMember, changeMembers, type MemberOperation, type MemberWork, type Target } from './change'
import { endMemberships } from './ending'
import {
  decideLeaving,
  decideReactivation,
  decideRemoval,
  decideRoleChange,
  decideRoleUnchanged,
  decideSuspension,
} from './rules'
import type {
  ChangeMemberRoleInput,
  ChangeMemberRolesInput,
  LeaveOrganizationInput,
  MemberInput,
  MemberOutcome,
  MembersInput,
} from './schema'
import * as store from './store'

type Outcomes = { outcomes: MemberOutcome[] }

/**
 * Gives a member another role. Needs `update:member`, every permission of the role (R2) and of the member (R3); keeps an active
 * Administrator (R7, `conflict`/`last_administrator`). `precondition_failed`/`changed_meanwhile` when the member's role is no longer
 * `expectedRoleId`; `not_found` for a member or role of another account.
 */
export async function changeMemberRole(ctx: Ctx, input: ChangeMemberRoleInput): Promise<MemberOutcome> {
  return changeMember(ctx, input, roleChange([input]))
}

/** The same for up to 1,000 members, each with its own role and its own outcome; `not_found` when one of the roles is not the account's. */
export async function changeMemberRoles(ctx: Ctx, input: ChangeMemberRolesInput): Promise<Outcomes> {
  const { accountId, changes } = input
  const membershipIds = changes.map(({ membershipId }) => membershipId)
  return changeMembers(ctx, { accountId, membershipIds }, roleChange(changes))
}

/**
 * Suspends a member: they keep their place and lose everything at once, keys in this account included. Needs `update:member` and every
 * permission of the member (R3); never oneself (`conflict`/`own_membership`) nor the last active Administrator (R7). One whom the identity
 * provider suspended is suspended by hand from then on, and not let in again by it.
 */
export async function suspendMember(ctx: Ctx, input: MemberInput): Promise<MemberOutcome> {
  return changeMember(ctx, input, suspension)
}

/** The same for up to 1,000 members, each with its own outcome. */
export async function suspendMembers(ctx: Ctx, input: MembersInput): Promise<Outcomes> {
  return changeMembers(ctx, input, suspension)
}

/** Gives a suspended member back what they had. Needs `update:member` and every permission of the member when active (R3). */
export async function reactivateMember(ctx: Ctx, input: MemberInput): Promise<MemberOutcome> {
  return changeMember(ctx, input, reactivation)
}

/** The same for up to 1,000 members, each with its own outcome. */
export async function reactivateMembers(ctx: Ctx, input: MembersInput): Promise<Outcomes> {
  return changeMembers(ctx, input, reactivation)
}

/**
 * Ends a membership with its grants, and revokes the member's keys that were made for this account; the event counts both and names the
 * first 100 of each. Needs `delete:member` and every permission of the member (R3); keeps an active Administrator (R7).
 */
export async function removeMember(ctx: Ctx, input: MemberInput): Promise<MemberOutcome> {
  return changeMember(ctx, input, removal)
}

/** The same for up to 1,000 members, each with its own outcome. */
export async function removeMembers(ctx: Ctx, input: MembersInput): Promise<Outcomes> {
  return changeMembers(ctx, input, removal)
}

/** Ends one's own membership, as `removeMember` does; any active member may, but the last Administrator (R7). */
export async function leaveOrganization(ctx: Ctx, input: LeaveOrganizationInput): Promise<MemberOutcome> {
  const { accountId } = input
  const { membership } = await authorizeAccount(ctx, database(), accountId, leaving.permission)
  return changeMember(ctx, { accountId, membershipId: membership.id }, leaving)
}

type RoleChange = ChangeMemberRolesInput['changes'][number]

function roleChange(changes: RoleChange[]): MemberOperation {
  return {
    permission: 'update:member',
    attempt: (whom) => `change the role of ${whom}`,
    prepare: (tx, accountId) => prepareRoles(tx, accountId, changes),
  }
}

async function prepareRoles(tx: Tx, accountId: string, changes: RoleChange[]): Promise<MemberWork> {
  const roles = await getRolesForAccount(
    tx,
    accountId,
    changes.map(({ roleId }) => roleId),
  )
  const changeOf = new Map(changes.map((change) => [change.membershipId, change]))
  const plan = (target: Target): { role: RoleFacts; expectedRoleId: string | undefined } => {
    const change = changeOf.get(target.id)
    const role = change && roles.get(change.roleId)
    if (!role) throw new Error('a member was to get a role that nobody asked for')
    return { role, expectedRoleId: change.expectedRoleId }
  }
  return {
    isDone: (target) => target.role.id === plan(target).role.id,
    decide: (facts) => {
      const { role, expectedRoleId } = plan(facts.target)
      return firstRefusal(
        decideRoleChange(facts, role),
        decideRoleUnchanged(facts.target.role, expectedRoleId),
      )
    },
    after: (target) => ({ ...target, role: plan(target).role }),
    write: (_tx, _ctx, _accountId, targets) =>
      store.updateRoles(
        tx,
        accountId,
        targets.map((target) => ({ membershipId: target.id, roleId: plan(target).role.id })),
      ),
    event: (actorName, target) => ({
      action: 'membership.role_changed',
      message: `${actorName} changed the role of ${target.name} from ${target.role.name} to ${plan(target).role.name}`,
      info: {
        user_id: target.userId,
        before: { role: target.role.name, role_id: target.role.id },
        after: { role: plan(target).role.name, role_id: plan(target).role.id },
      },
    }),
    details: (target) => ({ roleId: plan(target).role.id, previousRoleId: target.role.id }),
    sentence: (target) => `${target.name} is ${plan(target).role.name} now.`,
  }
}

const suspension: MemberOperation = {
  permission: 'update:member',
  attempt: (whom) => `suspend ${whom}`,
  isDone: ({ status, isSuspendedByProvider }) => status === 'SUSPENDED' && !isSuspendedByProvider,
  decide: decideSuspension,
  after: (target) => ({ ...target, status: 'SUSPENDED', isSuspendedByProvider: false }),
  write: (tx, _ctx, accountId, targets) =>
    store.updateStatus(tx, accountId, idsOf(targets), { status: 'SUSPENDED' }),
  event: (actorName, target) => ({
    action: 'membership.suspended',
    message: `${actorName} suspended ${target.name}`,
    info: suspended(target),
  }),
  sentence: ({ name }) => `${name} is suspended.`,
}

const reactivation: MemberOperation = {
  permission: 'update:member',
  attempt: (whom) => `reactivate ${whom}`,
  isDone: ({ status }) => status === 'ACTIVE',
  decide: decideReactivation,
  after: (target) => ({ ...target, status: 'ACTIVE', isSuspendedByProvider: false }),
  write: (tx, _ctx, accountId, targets) =>
    store.updateStatus(tx, accountId, idsOf(targets), { status: 'ACTIVE' }),
  event: (actorName, target) => ({
    action: 'membership.reactivated',
    message: `${actorName} reactivated ${target.name}`,
    info: { user_id: target.userId, before: { status: 'SUSPENDED' }, after: { status: 'ACTIVE' } },
  }),
  sentence: ({ name }) => `${name} is active again.`,
}

const ending = {
  isDone: () => false,
  after: () => null,
  write: (tx: Tx, { now }: Ctx, accountId: string, targets: Target[]) =>
    endMemberships(tx, { accountId, now }, targets),
  sentence: ({ name }: Target) => `${name} is no longer a member.`,
}

const removal: MemberOperation = {
  ...ending,
  permission: 'delete:member',
  attempt: (whom) => `remove ${whom}`,
  decide: decideRemoval,
  event: (actorName, target) => ({
    action: 'membership.deleted',
    message: `${actorName} removed ${target.name} from the organization`,
    info: ended(target),
  }),
}

const leaving: MemberOperation = {
  ...ending,
  permission: 'read:organization',
  attempt: () => 'leave the organization',
  decide: decideLeaving,
  event: (_actorName, target) => ({
    action: 'membership.left',
    message: `${target.name} left the organization`,
    info: ended(target),
  }),
}

function suspended({ userId, isSuspendedByProvider }: Target): NonNullable<AuditInput['info']> {
  if (isSuspendedByProvider)
    return { user_id: userId, before: { suspended_by: 'provider' }, after: { suspended_by: 'hand' } }
  return { user_id: userId, before: { status: 'ACTIVE' }, after: { status: 'SUSPENDED' } }
}

function ended({ userId, status, role }: Target) {
  return { user_id: userId, before: { role: role.name, role_id: role.id, status } }
}

function idsOf(targets: Target[]): string[] {
  return targets.map(({ id }) => id)
}
