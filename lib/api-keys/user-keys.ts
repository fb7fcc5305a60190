import type { z } from 'zod'
import { recordOperatorAudit, recordOperatorUserAudit } from '@/lib/audit/installation'
import { recordAudit, recordUserAudit, recordingUserRefusals } from '@/lib/audit/service'
import { principalIdOf, requireOperator, requireUser } from '@/lib/authz/access'
import { requireSignIn } from '@/lib/authz/admission'
import type { ActingKey, Ctx, UserActor } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database, lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { requireInUse } from '@/lib/authz/admission'
import { AppError } from '@/lib/errors'
import { enqueueMail } from '@/lib/mail/service'
import { consume } from '@/lib/rate-limits/service'
import { getLockedUser } from '@/lib/users/locking'
import {
  changesEnd,
  createKey,
  getLockedKey,
  keyNotFound,
  revokeKey,
  rotateKey,
  updateKey,
  type AnnouncedKey,
  type KeyScope,
} from './changes'
import { decideKeyOwner } from './rules'
import type {
  ApiKeyView,
  CreatedKey,
  CreateUserKeyInput,
  listKeysPage,
  RevokeUserKeyInput,
  RotateUserKeyInput,
  UpdateUserKeyInput,
} from './schema'
import * as store from './store'
import { pageAsked, pageOfViews } from './views'

/**
 * Makes the user who asks a key that acts as them in each of their accounts, or in the one named. Throws `invalid_input`/`expired`,
 * `not_found` for an account of which they are no active member, `forbidden` with `account_suspended` for one that is suspended and with
 * `user_suspended` for a person who is, `conflict`/`too_many_keys`, `rate_limited`, and what `requireUser` throws.
 * A key that carries the request makes none that ends later than itself (`forbidden`/`exceeds_own_expiry`), and nothing makes one for an account
 * that asks it for another sign-in (`sso_required`, `session_too_old`), nor one for all accounts that opens such an account, nor, through single
 * sign-on, one that opens what is the operator's. The user is mailed that there is one, as of each that is made below.
 */
export async function createUserKey(ctx: Ctx, input: CreateUserKeyInput): Promise<CreatedKey> {
  const actor = requireUser(ctx)
  await consume('api_keys', principalIdOf(actor))
  return createKeyOf(ctx, { id: actor.userId, name: actor.name }, input)
}

/** The same for a user who is named, by the operator: for the command line, whose context is its own. */
export async function createUserKeyFor(ctx: Ctx, user: User, input: CreateUserKeyInput): Promise<CreatedKey> {
  requireOperator(ctx)
  return createKeyOf(ctx, user, input)
}

/**
 * Puts a new key of the same name and reach in a key's place; for `overlapHours` both work. Throws `conflict` with `api_key_revoked`,
 * `api_key_expired`, `api_key_replaced` or `membership_ended`, and what `createUserKey` throws.
 */
export async function rotateUserKey(
  ctx: Ctx,
  { apiKeyId, ...terms }: RotateUserKeyInput,
): Promise<CreatedKey> {
  await consume('api_keys', principalIdOf(requireUser(ctx)))
  return changeUserKey(ctx, { apiKeyId, attempt: 'rotate an API key' }, async (tx, scope, key) => {
    if (key.account) await requireSignIn(ctx, tx, key.account.id)
    return rotateKey(tx, ctx, scope, { key, ...terms })
  })
}

/**
 * Gives a key another name or end; only an end counts for the rate limit. The user is mailed of one that lasts longer. Throws as
 * `rotateUserKey` does.
 */
export async function updateUserKey(
  ctx: Ctx,
  { apiKeyId, ...terms }: UpdateUserKeyInput,
): Promise<{ id: string; name: string }> {
  const actor = requireUser(ctx)
  if (terms.expiresAt !== undefined) await consume('api_keys', principalIdOf(actor))
  return changeUserKey(ctx, { apiKeyId, attempt: 'change an API key' }, async (tx, scope, key) => {
    if (key.account && changesEnd(key, terms.expiresAt)) await requireSignIn(ctx, tx, key.account.id)
    return updateKey(tx, ctx, scope, { key, ...terms })
  })
}

/** Ends a key at once; one that has ended is left as it is. Throws `not_found` for a key that is not the user's. */
export async function revokeUserKey(
  ctx: Ctx,
  { apiKeyId }: RevokeUserKeyInput,
): Promise<{ id: string; name: string }> {
  return changeUserKey(ctx, { apiKeyId, attempt: 'revoke an API key' }, (tx, scope, key) =>
    revokeKey(tx, ctx, scope, key),
  )
}

/** One page of the keys of the user who asks, those that work first, the newest first. */
export async function listUserKeys(ctx: Ctx, page: z.output<typeof listKeysPage>): Promise<Page<ApiKeyView>> {
  const { userId } = requireUser(ctx)
  const owner = { kind: 'USER', userId } as const
  return pageOfViews(await store.listKeys(database(), { ...pageAsked(ctx, page), owner }), ctx, page)
}

/** Revokes all keys of a user within the caller's transaction, which has locked the user and records why. Returns how many worked. */
export async function revokeKeysOfUser(tx: Tx, ctx: Ctx, userId: string): Promise<number> {
  return store.revokeKeysOfUser(tx, userId, ctx.now)
}

type User = { id: string; name: string }
type Account = { id: string; name: string }

async function createKeyOf(
  ctx: Ctx,
  user: User,
  { accountId, ...terms }: CreateUserKeyInput,
): Promise<CreatedKey> {
  const change = { user, accountId, attempt: 'create an API key' }
  if (accountId) await getOwnAccount(database(), accountId, user.id)
  return changeKeys(ctx, change, async (tx, { email, ...carried }) => {
    // Read again under the account's lock: a suspension at the same moment comes before or after.
    const account = accountId ? await getOwnAccount(tx, accountId, user.id) : null
    if (accountId) await requireSignIn(ctx, tx, accountId)
    return createKey(tx, ctx, scopeOf(tx, ctx, { user: { ...user, email }, account, ...carried }), terms)
  })
}

async function changeUserKey<Result>(
  ctx: Ctx,
  { apiKeyId, attempt }: { apiKeyId: string; attempt: string },
  work: (tx: Tx, scope: KeyScope, key: store.KeyRow) => Promise<Result>,
): Promise<Result> {
  const { userId, name } = requireUser(ctx)
  const user = { id: userId, name }
  const owner = { kind: 'USER', userId } as const
  const binding = await store.findBinding(database(), userId, apiKeyId)
  if (!binding) throw keyNotFound()
  const change = { user, accountId: binding.accountId, attempt, apiKeyId }
  return changeKeys(ctx, change, async (tx, { email, ...carried }) => {
    const key = await getLockedKey(tx, ctx, owner, apiKeyId)
    return work(tx, scopeOf(tx, ctx, { user: { ...user, email }, account: key.account, ...carried }), key)
  })
}

type KeysChange = { user: User; accountId: string | null; attempt: string; apiKeyId?: string }

/**
 * The shape of every change of a user's keys: one transaction that locks the account that they were made for and the user, in the order
 * that all share. A removal or a password reset at the same moment comes before it, and is seen, or after it, and ends what was made.
 */
async function changeKeys<Result>(
  ctx: Ctx,
  { user, accountId, attempt, apiKeyId }: KeysChange,
  work: (tx: Tx, locked: Carried & { email: string }) => Promise<Result>,
): Promise<Result> {
  const object = apiKeyId
    ? { objectTable: 'api_key' as const, objectId: apiKeyId }
    : { objectTable: 'user' as const, objectId: user.id }
  return recordingUserRefusals(ctx, { userId: user.id, accountId, attempt, ...object }, () =>
    withTransaction(async (tx) => {
      if (accountId && !(await lockAccount(tx, accountId))) throw new AppError('not_found')
      const { email, name, suspendedAt } = await getLockedUser(tx, user.id)
      enforceRule(decideKeyOwner({ name, suspendedAt }))
      const carried = ctx.actor.kind === 'USER' ? await getCarrier(tx, ctx.actor, ctx.now) : byNobody
      return work(tx, { ...carried, email })
    }),
  )
}

/** The key that carries the request, and what a key opens that this or the session makes. */
type Carried = { carrier: ActingKey | null; reach: store.KeyReach }
const byNobody: Carried = { carrier: null, reach: { provenAccountIds: [], carriesOperator: true } }

const ownLogs = { inAccount: recordAudit, ofUser: recordUserAudit }
// What an operator does is in the installation's log as well.
const operatorsLogs = { inAccount: recordOperatorAudit, ofUser: recordOperatorUserAudit }

type Scope = Carried & { user: User & { email: string }; account: Account | null }

function scopeOf(tx: Tx, ctx: Ctx, { user, account, carrier, reach }: Scope): KeyScope {
  const isOwn = ctx.actor.kind === 'USER' && ctx.actor.userId === user.id
  return {
    owner: { kind: 'USER', userId: user.id, accountId: account?.id ?? null, ...reach },
    carrier,
    whose: isOwn ? '' : ` of ${user.name}`,
    info: { user_id: user.id, account: account && { id: account.id, name: account.name } },
    record: async (event) => {
      const input = { ...event, objectTable: 'api_key' as const }
      const { inAccount, ofUser } = isOwn ? ownLogs : operatorsLogs
      if (account) await inAccount(tx, ctx, { ...input, accountId: account.id })
      else await ofUser(tx, ctx, user.id, input)
    },
    announce: (key, how) => mailKey(tx, ctx, { user, account, key, how }),
  }
}

type Announcement = Omit<Scope, keyof Carried> & {
  key: AnnouncedKey
  how: { isRotation?: boolean; isExtension?: boolean }
}

async function mailKey(
  tx: Tx,
  { actor, ipAddress }: Ctx,
  { user, account, key, how }: Announcement,
): Promise<void> {
  const props = {
    name: user.name,
    keyName: key.name,
    prefix: key.prefix,
    accountName: account?.name ?? null,
    endsAt: key.expires_at,
    isRotation: how.isRotation ?? false,
    isExtension: how.isExtension ?? false,
    isByOperator: actor.kind === 'SYSTEM',
    ipAddress,
  }
  await enqueueMail(tx, { template: 'api_key_created', recipient: user.email, props })
}

async function getOwnAccount(tx: Tx, accountId: string, userId: string): Promise<Account> {
  const account = await store.findOwnAccount(tx, accountId, userId)
  if (!account) throw new AppError('not_found')
  requireInUse(account.name, account.suspendedAt)
  return account
}

// Whoever was thrown out by a password reset while the request was on its way must not leave with a key, nor one whose own key was given
// an end meanwhile with a key that outlives it.
async function getCarrier(tx: Tx, { sessionId, apiKey }: UserActor, now: Date): Promise<Carried> {
  const key = { sessionId: sessionId || null, apiKeyId: apiKey?.id ?? null }
  if (!key.sessionId && !key.apiKeyId) return byNobody
  const found = await store.findCarrier(tx, key, now)
  if (!found) throw new AppError('unauthenticated')
  const { expiresAt, ...reach } = found
  return { carrier: apiKey && { ...apiKey, expiresAt }, reach }
}
