import type { z } from 'zod'
import { createUserKey, revokeUserKey } from '@/lib/api-keys/user-keys'
import { keyNotFound } from '@/lib/api-keys/changes'
import { requirePrincipal, requireUser } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import { parseInput } from '@/lib/http/parse-input'
import { verbatimLine } from '@/lib/text'
import { changeName } from '@/lib/users/service'
import { baseOf, valuesOf } from './fields'
import { keyViewOf, type CreatedKeyView, type KeyView } from './key-view'
import { joinName, splitName } from './person-name'
import type { createKeyInput, FilterKeys, listKeysQuery, updateUserInput, UserView } from './users-schema'
import * as store from './users-store'

const personName = verbatimLine({ label: 'name', maximum: 100 })

/**
 * The user who asks. About anybody else nothing is told, not even whether there is such a user: `not_found` for every other id, whoever
 * asks.
 */
export async function getUser(ctx: Ctx, userId: string): Promise<UserView> {
  return userViewOf(await getOwnRow(ctx, userId))
}

/**
 * Changes the name of the user who asks, as `changeName` does. `conflict` with `email_fixed` or `handle_fixed` when another address or handle
 * is sent: these are not changed here; `invalid_input` for two names that could not be told apart again.
 */
export async function updateUser(
  ctx: Ctx,
  userId: string,
  input: z.output<typeof updateUserInput>,
): Promise<void> {
  requireSelf(ctx, userId)
  const row = await getOwnRow(ctx, userId)
  if (typeof input.email === 'string' && input.email !== row.email) throw fixed('email', 'address')
  if (typeof input.handle === 'string' && input.handle !== row.handle) throw fixed('handle', 'handle')
  const current = splitName(row.name)
  const name = joinName({
    first_name: input.first_name ?? current.first_name,
    last_name: input.last_name ?? current.last_name,
  })
  if (name === null) throw unreadableName()
  await changeName(ctx, { name: parseInput(personName, name) })
}

/**
 * The keys of the user who asks that were not revoked, the newest first, never their secrets. Like all that concerns a person in each of
 * their accounts `forbidden`/`api_key_bound` for a key that was made for one of them.
 */
export async function listUserKeys(
  ctx: Ctx,
  userId: string,
  query: z.output<typeof listKeysQuery>,
): Promise<KeyView[]> {
  requireSelf(ctx, userId)
  return listMyKeys(ctx, query)
}

/** The same without their id. */
export async function listMyKeys(
  ctx: Ctx,
  { name, ...page }: z.output<typeof listKeysQuery>,
): Promise<KeyView[]> {
  return filterMyKeys(ctx, { api_keys: name === undefined ? null : { name: { any_: [name] } }, ...page })
}

/** Those of them that a filter asks for. */
export async function filterMyKeys(ctx: Ctx, input: FilterKeys): Promise<KeyView[]> {
  const { api_keys: filter, limit, offset } = input
  const { userId } = requireUser(ctx)
  const asked = { ids: valuesOf(filter?.id), names: valuesOf(filter?.name), limit, offset }
  const rows = await store.listKeys(database(), { userId, ...asked })
  return rows.map(keyViewOf)
}

/** One of them; `not_found` for one that was revoked and for anybody else's. */
export async function getUserKey(
  ctx: Ctx,
  { userId, keyId }: { userId: string; keyId: string },
): Promise<KeyView> {
  requireSelf(ctx, userId)
  const [key] = await filterMyKeys(ctx, { api_keys: { id: { any_: [keyId] } }, limit: 1, offset: 0 })
  if (!key) throw keyNotFound()
  return key
}

/** Makes the user who asks a key that acts in each of their accounts, as `createUserKey` does; its end is the one that was asked for. */
export async function createKeyOfUser(
  ctx: Ctx,
  userId: string,
  { name, expiration = null }: z.output<typeof createKeyInput>,
): Promise<CreatedKeyView> {
  requireSelf(ctx, userId)
  const { id, key } = await createUserKey(ctx, { name, accountId: null, expiresAt: expiration })
  return { ...(await getUserKey(ctx, { userId, keyId: id })), key }
}

/** Revokes one of them, as `revokeUserKey` does; `not_found` for one that was revoked already. */
export async function deleteKeyOfUser(ctx: Ctx, of: { userId: string; keyId: string }): Promise<void> {
  await getUserKey(ctx, of)
  await revokeUserKey(ctx, { apiKeyId: of.keyId })
}

/** The same with the id of their own account. */
export async function getUserWithAccount(
  ctx: Ctx,
  userId: string,
): Promise<UserView & { personal_account_id: string }> {
  const row = await getOwnRow(ctx, userId)
  return { ...userViewOf(row), personal_account_id: row.personalAccountId }
}

async function getOwnRow(ctx: Ctx, userId: string): Promise<store.UserRow> {
  requireOwn(ctx, userId)
  const row = await store.findUser(database(), userId)
  invariant(row, 'a user has no account of their own')
  return row
}

function requireOwn(ctx: Ctx, userId: string): void {
  const actor = requirePrincipal(ctx)
  if (actor.kind === 'USER' && actor.userId === userId) return
  throw userNotFound()
}

function requireSelf(ctx: Ctx, userId: string): void {
  if (requireUser(ctx).userId !== userId) throw userNotFound()
}

function userNotFound(): AppError {
  return new AppError('not_found', 'user_not_found', {
    message:
      'There is no such user, or the key is not theirs. A user is read and changed with a key of that same user.',
  })
}

function userViewOf(row: store.UserRow): UserView {
  const { actorId, handle, name, email } = row
  return { ...baseOf(row), actor_id: actorId, handle, ...splitName(name), email }
}

function fixed(field: 'email' | 'handle', what: string): AppError {
  const sentence = `The ${what} of a user cannot be changed here. Send it as it is, or leave it out. Nothing was changed.`
  return new AppError('conflict', `${field}_fixed`, { message: sentence, fields: { [field]: sentence } })
}

function unreadableName(): AppError {
  const sentence =
    'A first name has no space in it, as it is everything up to the first one of the whole name. Put the rest into the last name.'
  return new AppError('invalid_input', 'unreadable_name', {
    message: `first_name: ${sentence}`,
    fields: { first_name: sentence },
  })
}
