import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import { codeOf } from '@/lib/authz/refusal-codes'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import {
  changeMemberRole,
  reactivateMember,
  reactivateMembers,
  removeMember,
  suspendMember,
  suspendMembers,
} from '@/lib/members/manage'
import { memberNotFound } from '@/lib/members/membership'
import {
  changeServiceAccountRole,
  reactivateServiceAccount,
  suspendServiceAccount,
} from '@/lib/service-accounts/manage'
import { parseEmailAddress } from '@/lib/users/email-address'
import { baseOf, valuesOf } from './fields'
import type { FilterMemberships, MembershipView } from './memberships-schema'
import * as store from './memberships-store'
import { splitName } from './person-name'

type OfMembership = { accountId: string; membershipId: string }

/** The members of an account by name, or its service accounts. Needs `read:member`, and for service accounts `read:service_account`. */
export async function listMemberships(
  ctx: Ctx,
  accountId: string,
  input: FilterMemberships,
): Promise<MembershipView[]> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:member')
  const { limit, offset } = input
  const rows = await store.listMemberships(database(), { ...askedOf(access, input), limit, offset })
  return rows.map((row) => membershipViewOf(accountId, row))
}

/** How many a filter finds, counted to 10,000. Needs what `listMemberships` needs. */
export async function countMemberships(
  ctx: Ctx,
  accountId: string,
  input: FilterMemberships,
): Promise<number> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:member')
  return store.countMemberships(database(), askedOf(access, input))
}

/** One membership by its own id, or by that of its user or service account. Needs what `listMemberships` needs; `not_found` for none. */
export async function getMembership(
  ctx: Ctx,
  accountId: string,
  of: { membershipId: string } | { userId: string } | { botId: string },
): Promise<MembershipView> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:member')
  const [row] = await store.listMemberships(database(), {
    ...everybody(access),
    ids: 'membershipId' in of ? [of.membershipId] : null,
    userIds: 'userId' in of ? [of.userId] : null,
    serviceAccountIds: 'botId' in of ? [of.botId] : null,
    limit: 1,
    offset: 0,
  })
  if (!row) throw memberNotFound()
  return membershipViewOf(accountId, row)
}

/**
 * Gives a member or service account another role in the account: `changeMemberRole` or `changeServiceAccountRole`, with what they need and
 * throw. The client was shown no role to compare with (R13).
 */
export async function updateMembership(ctx: Ctx, of: OfMembership, roleId: string): Promise<void> {
  const { accountId, membershipId } = of
  const serviceAccountId = await serviceAccountOf(ctx, of)
  if (serviceAccountId) await changeServiceAccountRole(ctx, { accountId, serviceAccountId, roleId })
  else await changeMemberRole(ctx, { accountId, membershipId, roleId })
}

/** Suspends or reactivates one, as their pages do. */
export async function setMembershipActive(ctx: Ctx, of: OfMembership, isActive: boolean): Promise<void> {
  const { accountId } = of
  const serviceAccountId = await serviceAccountOf(ctx, of)
  if (serviceAccountId) {
    const change = isActive ? reactivateServiceAccount : suspendServiceAccount
    await change(ctx, { accountId, serviceAccountId })
  } else await (isActive ? reactivateMember : suspendMember)(ctx, of)
}

/**
 * The same for up to 1,000 members. Throws the refusal of the first of them that was refused; the others are done, as on the page of the
 * members.
 */
export async function setMembershipsActive(
  ctx: Ctx,
  { accountId, membershipIds, isActive }: { accountId: string; membershipIds: string[]; isActive: boolean },
): Promise<void> {
  const change = isActive ? reactivateMembers : suspendMembers
  const { outcomes } = await change(ctx, { accountId, membershipIds })
  const refused = outcomes.find(({ outcome }) => outcome === 'refused')
  if (!refused) return
  const { name, reason = 'forbidden', message } = refused
  if (reason === 'not_found') throw memberNotFound()
  throw new AppError(codeOf(reason), reason, { message: `${name}: ${message}` })
}

/** Ends a membership, as `removeMember` does; `conflict`/`service_account` for one of a service account, which is deleted instead. */
export async function deleteMembership(ctx: Ctx, of: OfMembership): Promise<void> {
  if (!(await serviceAccountOf(ctx, of))) {
    await removeMember(ctx, of)
    return
  }
  throw new AppError('conflict', 'service_account', {
    message: 'This membership is a service account’s and ends with it. Delete the service account.',
  })
}

async function serviceAccountOf(ctx: Ctx, { accountId, membershipId }: OfMembership): Promise<string | null> {
  return (await getMembership(ctx, accountId, { membershipId })).bot_id
}

function everybody({ account, permissions }: AccountAccess): store.MembershipsAsked {
  return {
    accountId: account.id,
    kinds: permissions.has('read:service_account') ? ['USER', 'SERVICE_ACCOUNT'] : ['USER'],
    status: null,
    emailKeys: null,
    ids: null,
    userIds: null,
    serviceAccountIds: null,
    roleIds: null,
  }
}

function askedOf(access: AccountAccess, input: FilterMemberships): store.MembershipsAsked {
  const { account_memberships: filter, only_users: onlyUsers, only_bots: onlyBots, active } = input
  const all = everybody(access)
  const hasUsers = onlyBots !== true
  const hasBots = onlyBots === true || onlyUsers === false
  return {
    ...all,
    kinds: all.kinds.filter((kind) => (kind === 'USER' ? hasUsers : hasBots)),
    status: statusOf(active),
    emailKeys: valuesOf(filter?.email)?.flatMap((email) => parseEmailAddress(email)?.emailKey ?? []) ?? null,
    ids: valuesOf(filter?.id),
    userIds: valuesOf(filter?.user_id),
    roleIds: valuesOf(filter?.account_role_id),
  }
}

function statusOf(isActive: boolean | null | undefined): store.MembershipsAsked['status'] {
  if (typeof isActive !== 'boolean') return null
  return isActive ? 'ACTIVE' : 'SUSPENDED'
}

function membershipViewOf(accountId: string, row: store.MembershipRow): MembershipView {
  const isUser = row.kind === 'USER'
  return {
    ...baseOf(row),
    account_id: accountId,
    actor_id: row.actorId,
    user_id: row.userId,
    bot_id: row.serviceAccountId,
    account_role_id: row.roleId,
    account_role_name: row.roleName,
    ...(isUser ? splitName(row.name) : { first_name: row.name, last_name: '' }),
    handle: row.handle ?? '',
    email: row.email ?? '',
    last_login: row.lastActiveAt?.toISOString() ?? null,
    active: row.status === 'ACTIVE',
  }
}
