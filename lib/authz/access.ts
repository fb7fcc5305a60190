import type { AccountKind, Plan } from '@/lib/db/generated/enums'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { logger } from '@/lib/log'
import {
  decideOrganizationPermission,
  organizationPermissions,
  type MembershipFacts,
} from '@/lib/policy/evaluate'
import type { OrganizationPermission, Permission } from '@/lib/policy/permissions'
import { roleFactsOf } from '@/lib/roles/facts'
import { askerOf, requireAdmission } from './admission'
import type { Ctx, PrincipalActor, UserActor } from './context'
import { findAccess, findAccountByHandle, touchMembership, type AccessRow } from './store'

/** A principal's standing in one account, loaded in one statement and valid for one request or transaction. */
export type AccountAccess = {
  account: {
    id: string
    kind: AccountKind
    name: string
    handle: string
    plan: Plan
    ownerUserId: string | null
    isIpAllowlistEnforced: boolean
  }
  actor: PrincipalActor
  membership: MembershipFacts & { id: string }
  permissions: ReadonlySet<Permission>
}

/**
 * Who asks, in the account, holding the permission. Throws `unauthenticated` when nobody is signed in, `not_found` when the
 * account does not exist or is not visible to them, `forbidden`/`account_suspended` while the operator lets nobody use it,
 * `forbidden`/`address_not_allowed` when its IP allowlist does not let their address in, `forbidden` with `sso_required` or `session_too_old`
 * when it asks for another sign-in first, and `forbidden` with the missing permission otherwise.
 */
export async function authorizeAccount(
  ctx: Ctx,
  tx: Tx,
  accountId: string,
  permission: OrganizationPermission,
): Promise<AccountAccess> {
  const actor = requirePrincipal(ctx)
  const row = actsIn(actor, accountId) ? await findAccess(tx, askerOf(ctx, actor), accountId) : null
  const access = row && accessOf(row, actor)
  if (!access || !decideOrganizationPermission(access.membership, 'read:organization').allowed)
    throw new AppError('not_found')
  await requireAdmission(ctx, tx, row)
  touchAfterAMinute(ctx, row)
  const decision = decideOrganizationPermission(access.membership, permission)
  if (!decision.allowed)
    throw new AppError('forbidden', 'missing_permission', { permission, message: decision.message })
  return access
}

/**
 * The same by handle, for pages. Former handles lead to the account too; compare `account.handle` to redirect. Throws as
 * `authorizeAccount` does.
 */
export async function authorizeAccountByHandle(
  ctx: Ctx,
  handle: string,
  permission: OrganizationPermission,
): Promise<AccountAccess> {
  requirePrincipal(ctx)
  const found = await findAccountByHandle(database(), handle.toLowerCase())
  if (!found) throw new AppError('not_found')
  return authorizeAccount(ctx, database(), found.accountId, permission)
}

/** The user or service account that asks; throws `unauthenticated` for anybody else. */
export function requirePrincipal(ctx: Ctx): PrincipalActor {
  const { actor } = ctx
  if (actor.kind === 'USER' || actor.kind === 'SERVICE_ACCOUNT') return actor
  throw new AppError('unauthenticated')
}

/**
 * The user who asks, for what concerns the person in all their accounts. Throws `unauthenticated` for nobody, and `forbidden` for a service
 * account (`users_only`), for a key that was made for one account (`api_key_bound`) and for a session that opens one alone (`session_bound`).
 */
export function requireUser(ctx: Ctx): UserActor {
  const person = requirePerson(ctx)
  if (person.boundAccountId) throw boundSession()
  return person
}

/**
 * The same for what is narrowed to one account where a session opens one alone: throws `session_bound` for none, and leaves it to the caller to
 * ask about `boundAccountId`.
 */
export function requirePerson(ctx: Ctx): UserActor {
  const actor = requirePrincipal(ctx)
  if (actor.kind === 'SERVICE_ACCOUNT') throw usersOnly()
  if (actor.apiKey?.accountId) throw boundKey()
  return actor
}

/** Lets go on what is about one account; throws `forbidden`/`session_bound` where the session opens another one alone. */
export function requireActsIn(actor: UserActor, accountId: string): void {
  if (!actsIn(actor, accountId)) throw boundSession()
}

/** The id of whoever asks, whatever their kind: for counting tries. */
export function principalIdOf(actor: PrincipalActor): string {
  return actor.kind === 'USER' ? actor.userId : actor.serviceAccountId
}

/** The user behind a row's "made by"; null for a service account, whose name is kept beside it. */
export function userIdOf(actor: PrincipalActor): string | null {
  return actor.kind === 'USER' ? actor.userId : null
}

/** The only account that a session or a key opens; null for each of whoever asks. */
export function boundAccountOf(actor: PrincipalActor): string | null {
  return actor.kind === 'USER' ? actor.boundAccountId : actor.apiKey.accountId
}

/** Whether what carries the request may act in an account at all: what opens one account is a stranger in the others. */
export function actsIn(actor: PrincipalActor, accountId: string): boolean {
  const bound = boundAccountOf(actor)
  return bound === null || bound === accountId
}

/** The operator or the command line; for anybody else what is the operator's does not exist. */
export function requireOperator(ctx: Ctx): void {
  if (
    ctx.actor.kind === 'SYSTEM' ||
    (ctx.actor.kind === 'USER' && ctx.actor.isOperator && !ctx.actor.boundAccountId)
  )
    return
  throw new AppError(ctx.actor.kind === 'ANONYMOUS' ? 'unauthenticated' : 'not_found')
}

/** A row of access as services take it; null for a stranger. */
export function accessOf(row: AccessRow, actor: PrincipalActor): AccountAccess | null {
  if (!row.membershipId || !row.status || !row.roleId || !row.roleName) return null
  const role = roleFactsOf({
    id: row.roleId,
    name: row.roleName,
    builtIn: row.builtIn,
    permissions: row.permissions ?? [],
  })
  const membership = { id: row.membershipId, kind: actor.kind, status: row.status, role }
  return {
    account: {
      id: row.accountId,
      kind: row.kind,
      name: row.name,
      handle: row.handle,
      plan: row.plan,
      ownerUserId: row.ownerUserId,
      isIpAllowlistEnforced: row.isIpAllowlistEnforced,
    },
    actor,
    membership,
    permissions: organizationPermissions(membership),
  }
}

/** Notes that the member is here, once a minute. */
export function touchAfterAMinute(ctx: Ctx, row: AccessRow): void {
  const { lastActiveAt, membershipId, accountId } = row
  if (!membershipId || (lastActiveAt && ctx.now.getTime() - lastActiveAt.getTime() < 60_000)) return
  // Not in the request's way, not in its transaction, and nothing depends on it.
  touchMembership(database(), accountId, membershipId, ctx.now).catch((error: unknown) =>
    logger().warn({ error }, 'the last activity of a member could not be written'),
  )
}

function usersOnly(): AppError {
  return new AppError('forbidden', 'users_only', {
    message:
      'This concerns a person and all their accounts, and the key is a service account’s. Use the key of a user.',
  })
}

function boundKey(): AppError {
  return new AppError('forbidden', 'api_key_bound', {
    message:
      'This concerns all your accounts, and the key was made for one of them. Use a key that was made for all.',
  })
}

function boundSession(): AppError {
  return new AppError('forbidden', 'session_bound', {
    message:
      'This concerns all your accounts, and an organization’s single sign-on opened this session for that organization alone. Sign in with your password for the rest.',
  })
}
