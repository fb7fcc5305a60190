import { recordAudit } from '@/lib/audit/service'
import type { AuditAction, AuditInput } from '@/lib/audit/schema'
import { principalIdOf, type AccountAccess } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireEndAhead } from '@/lib/authz/end-ahead'
import { requireUnchanged } from '@/lib/authz/expected'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { MembershipStatus } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'
import { listEndingOfServiceAccount } from '@/lib/members/ending'
import { decideRoleUnchanged } from '@/lib/members/rules'
import { consume } from '@/lib/rate-limits/service'
import { getRoleForAccount, getRoleOrMember } from '@/lib/roles/service'
import { requireOffers } from '@/lib/sharing/offers'
import { changeServiceAccount } from './change'
import { writeServiceAccount } from './create'
import { refusingTakenName, requireFreeName } from './names'
import { countServiceAccountPlaces } from './places'
import { decideCreation, decideRoleOfServiceAccount, decideServiceAccountRoleChange } from './rules'
import type {
  ChangeServiceAccountRoleInput,
  CreatedServiceAccount,
  CreateServiceAccountInput,
  ServiceAccountInput,
  ServiceAccountReference,
  ServiceAccountRoleChange,
  UpdateServiceAccountInput,
} from './schema'
import * as store from './store'
import type { ServiceAccountTarget } from './target'

const permission = 'update:service_account'

const changedMeanwhile =
  'Somebody changed the name or the description meanwhile. Look at how they are now, then save again.'

/**
 * Makes a service account with its first key, which has its name and is told this one time. Needs `create:service_account`, a place in the
 * plan (R12, `conflict`/`plan_limit_reached`) and an organization (`conflict`/`personal_account`); for its role every permission in it (R2)
 * and none that a service account may not hold (R8, `conflict`/`service_account_cannot_administer`); for the workspaces what
 * `requireOffers` says and throws. `conflict`/`name_taken` for a name that another one of the account has, whatever its case;
 * `invalid_input`/`expired` for a key that would have ended; `rate_limited`.
 */
export async function createServiceAccount(
  ctx: Ctx,
  input: CreateServiceAccountInput,
): Promise<CreatedServiceAccount> {
  const { accountId, name, expiresAt } = input
  const change = {
    accountId,
    permission: 'create:service_account',
    attempt: `create the service account ${name}`,
    objectTable: 'account',
    objectId: accountId,
    beforehand: ({ actor }: AccountAccess) => consume('api_keys', principalIdOf(actor)),
  } as const
  return changeAccount(ctx, change, async (tx, access) => {
    requireEndAhead(expiresAt, ctx.now)
    const { account, membership } = access
    const places = await countServiceAccountPlaces(tx, access)
    enforceRule(decideCreation({ accountKind: account.kind, actor: membership, places }))
    const role = await getRoleOrMember(tx, accountId, input.roleId)
    enforceRule(decideRoleOfServiceAccount(membership, role))
    await requireFreeName(tx, { accountId, name, exceptId: null })
    const wanted = input.workspaces
    const offers = await requireOffers(tx, ctx, access, { recipient: { name, role }, wanted })
    return writeServiceAccount(tx, ctx, access, { input, role, offers })
  })
}

/**
 * Changes name, description and, where it is given, the role in the account, all of it or nothing. Needs `update:service_account` and
 * everything that the service account holds (R3). `conflict`/`name_taken` for a name that another one of the account has;
 * `precondition_failed`/`changed_meanwhile` when name or description are not `expected` any more (R13); for the role what
 * `changeServiceAccountRole` throws. What is the same already changes nothing.
 */
export async function updateServiceAccount(
  ctx: Ctx,
  input: UpdateServiceAccountInput,
): Promise<ServiceAccountReference> {
  const { accountId, serviceAccountId, roleId } = input
  const change = { accountId, serviceAccountId, permission, attempt: 'edit a service account' } as const
  return changeServiceAccount(ctx, change, async (tx, access, target) => {
    const { id, membershipId } = target
    if (roleId !== undefined) await giveRole(tx, ctx, { access, target }, { roleId })
    const before = { name: target.name, description: target.description }
    const { name = before.name, description = before.description } = input
    if (before.name === name && before.description === description) return { id, name }
    requireUnchanged(before, input.expected, changedMeanwhile)
    await requireFreeName(tx, { accountId, name, exceptId: id })
    await refusingTakenName(() => store.updateServiceAccount(tx, { accountId, id, name, description }))
    if (before.name !== name)
      await store.updateMembership(tx, { accountId, membershipId }, { principalName: name })
    await record(tx, ctx, target, {
      accountId,
      action: 'service_account.updated',
      message: `${access.actor.name} changed the service account ${before.name}${before.name === name ? '' : `, now ${name}`}`,
      info: { before, after: { name, description } },
    })
    return { id, name }
  })
}

/**
 * Gives a service account another role in the account. Needs `update:service_account`, every permission of the role (R2), everything that
 * the service account holds and will hold (R3), and a role that does not administer (R8, `conflict`/`service_account_cannot_administer`).
 * `precondition_failed`/`changed_meanwhile` when its role is no longer `expectedRoleId` (R13); `not_found` for a role of another account.
 */
export async function changeServiceAccountRole(
  ctx: Ctx,
  input: ChangeServiceAccountRoleInput,
): Promise<ServiceAccountRoleChange> {
  const { accountId, serviceAccountId } = input
  const attempt = 'change the role of a service account'
  const change = { accountId, serviceAccountId, permission, attempt } as const
  return changeServiceAccount(ctx, change, (tx, access, target) =>
    giveRole(tx, ctx, { access, target }, input),
  )
}

type Given = { access: AccountAccess; target: ServiceAccountTarget }

async function giveRole(
  tx: Tx,
  ctx: Ctx,
  { access, target }: Given,
  { roleId, expectedRoleId }: { roleId: string; expectedRoleId?: string | undefined },
): Promise<ServiceAccountRoleChange> {
  const accountId = access.account.id
  const { id, membershipId, name, facts } = target
  const before = facts.target.role
  const role = await getRoleForAccount(tx, accountId, roleId)
  const changed = { id, name, roleId: role.id, previousRoleId: before.id }
  if (before.id === role.id) return changed
  enforceRule(decideServiceAccountRoleChange(facts, role))
  enforceRule(decideRoleUnchanged(before, expectedRoleId ?? before.id))
  await store.updateMembership(tx, { accountId, membershipId }, { roleId: role.id })
  await record(tx, ctx, target, {
    accountId,
    action: 'service_account.role_changed',
    message: `${access.actor.name} changed the role of the service account ${name} from ${before.name} to ${role.name}`,
    info: {
      before: { role: before.name, role_id: before.id },
      after: { role: role.name, role_id: role.id },
    },
  })
  return changed
}

/**
 * Suspends a service account: its keys stop at once, and it keeps what it was given. Needs `update:service_account` and everything that it
 * holds (R3). One that is suspended already stays as it is.
 */
export async function suspendServiceAccount(
  ctx: Ctx,
  input: ServiceAccountInput,
): Promise<ServiceAccountReference> {
  return setStatus(ctx, input, { status: 'SUSPENDED', action: 'service_account.suspended', verb: 'suspend' })
}

/** Lets a suspended service account and its keys work again; needs what suspending it needs. */
export async function reactivateServiceAccount(
  ctx: Ctx,
  input: ServiceAccountInput,
): Promise<ServiceAccountReference> {
  return setStatus(ctx, input, {
    status: 'ACTIVE',
    action: 'service_account.reactivated',
    verb: 'reactivate',
  })
}

/**
 * Deletes a service account with its grants and keys, for good; the event counts both and names the first 100 of each. Needs
 * `delete:service_account` and everything that it holds (R3).
 */
export async function deleteServiceAccount(
  ctx: Ctx,
  { accountId, serviceAccountId }: ServiceAccountInput,
): Promise<{ deleted: true }> {
  const attempt = 'delete a service account'
  const change = { accountId, serviceAccountId, permission: 'delete:service_account', attempt } as const
  return changeServiceAccount(ctx, change, async (tx, { actor }, target) => {
    const { id, membershipId, name, description, facts } = target
    const of = { accountId, now: ctx.now }
    const ended = await listEndingOfServiceAccount(tx, of, { membershipId, serviceAccountId: id })
    await store.deleteServiceAccount(tx, accountId, id)
    const { status, role } = facts.target
    await record(tx, ctx, target, {
      accountId,
      action: 'service_account.deleted',
      message: `${actor.name} deleted the service account ${name}`,
      info: { before: { name, description, role: role.name, role_id: role.id, status }, ...ended },
    })
    return { deleted: true }
  })
}

type StatusChange = { status: MembershipStatus; action: AuditAction; verb: 'suspend' | 'reactivate' }

async function setStatus(
  ctx: Ctx,
  { accountId, serviceAccountId }: ServiceAccountInput,
  { status, action, verb }: StatusChange,
): Promise<ServiceAccountReference> {
  const change = { accountId, serviceAccountId, permission, attempt: `${verb} a service account` } as const
  return changeServiceAccount(ctx, change, async (tx, { actor }, target) => {
    const { id, membershipId, name } = target
    const before = target.facts.target.status
    if (before === status) return { id, name }
    await store.updateMembership(tx, { accountId, membershipId }, { status })
    await record(tx, ctx, target, {
      accountId,
      action,
      message: `${actor.name} ${verb === 'suspend' ? 'suspended' : 'reactivated'} the service account ${name}`,
      info: { before: { status: before }, after: { status } },
    })
    return { id, name }
  })
}

type Event = Omit<AuditInput, 'objectTable' | 'objectId'>

async function record(tx: Tx, ctx: Ctx, target: ServiceAccountTarget, event: Event): Promise<void> {
  await recordAudit(tx, ctx, {
    ...event,
    info: { membership_id: target.membershipId, ...event.info },
    objectTable: 'service_account',
    objectId: target.id,
  })
}
