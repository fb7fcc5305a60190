import type { z } from 'zod'
import type { CreatedKey } from '@/lib/api-keys/schema'
import {
  createServiceAccountKey,
  revokeServiceAccountKey,
  rotateServiceAccountKey,
} from '@/lib/api-keys/service-account-keys'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import {
  createServiceAccount,
  deleteServiceAccount,
  updateServiceAccount,
} from '@/lib/service-accounts/manage'
import { serviceAccountNotFound } from '@/lib/service-accounts/target'
import type {
  BotKeysView,
  BotView,
  createBotInput,
  CreatedBotView,
  FilterBots,
  rotateBotKeyInput,
  updateBotInput,
} from './bots-schema'
import * as store from './bots-store'
import { baseOf, valuesOf } from './fields'
import { keyViewOf } from './key-view'

type OfBot = { accountId: string; botId: string }

/** The service accounts of an account by name. Needs `read:service_account`. */
export async function listBots(ctx: Ctx, accountId: string, input: FilterBots): Promise<BotView[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:service_account')
  const { service_accounts: filter, limit, offset } = input
  const asked = { accountId, ids: valuesOf(filter?.id), names: valuesOf(filter?.name), limit, offset }
  const rows = await store.listBots(database(), { ...asked, now: ctx.now })
  return rows.map((row) => botViewOf(accountId, row))
}

/** One service account; `not_found` for an id that is none of the account's. */
export async function getBot(ctx: Ctx, of: OfBot): Promise<BotView> {
  return botViewOf(of.accountId, await getRow(ctx, of))
}

/** Makes a service account with its first key, as `createServiceAccount` does; the key's end is the one that was asked for, never another. */
export async function createBot(
  ctx: Ctx,
  accountId: string,
  input: z.output<typeof createBotInput>,
): Promise<CreatedBotView> {
  const { name, api_key_expiration: expiresAt = null, account_role_id: roleId } = input
  const asked = { accountId, name, description: '', roleId: roleId ?? undefined, expiresAt, workspaces: [] }
  const { id, key } = await createServiceAccount(ctx, asked)
  return withSecret(await getBot(ctx, { accountId, botId: id }), key)
}

/** Renames one and gives it another role, all of it or nothing, as `updateServiceAccount` does. */
export async function updateBot(
  ctx: Ctx,
  { accountId, botId: serviceAccountId }: OfBot,
  { name, account_role_id: roleId }: z.output<typeof updateBotInput>,
): Promise<void> {
  const asked = { name: name ?? undefined, roleId: roleId ?? undefined }
  await updateServiceAccount(ctx, { accountId, serviceAccountId, ...asked })
}

/** Deletes one with its keys, as `deleteServiceAccount` does. */
export async function deleteBot(ctx: Ctx, { accountId, botId: serviceAccountId }: OfBot): Promise<void> {
  await deleteServiceAccount(ctx, { accountId, serviceAccountId })
}

/**
 * Puts a new key in the place of the one that it goes by, as `rotateServiceAccountKey` does, or makes one where none works any more, with its
 * name. The new key never ends unless an end is asked for; the old one ends at once unless it is given time.
 */
export async function rotateBotKey(
  ctx: Ctx,
  of: OfBot,
  input: z.output<typeof rotateBotKeyInput>,
): Promise<CreatedBotView> {
  const { api_key_expiration: expiresAt = null, old_key_expires_in_seconds: seconds } = input
  const { name, key: current } = await getRow(ctx, of)
  const { accountId, botId: serviceAccountId } = of
  const key =
    current?.isWorking && !current.isReplaced
      ? await rotateServiceAccountKey(ctx, {
          accountId,
          serviceAccountId,
          apiKeyId: current.id,
          overlapHours: (seconds ?? 0) / 3600,
          expiresAt,
        })
      : await createServiceAccountKey(ctx, { accountId, serviceAccountId, name, expiresAt })
  return withSecret(await getBot(ctx, of), key)
}

/** The keys that work. Needs `read:service_account`; `not_found` for an id that is none of the account's. */
export async function listBotKeys(ctx: Ctx, of: OfBot): Promise<BotKeysView> {
  await authorizeAccount(ctx, database(), of.accountId, 'read:service_account')
  const keys = await store.findWorkingKeys(database(), { ...of, now: ctx.now })
  if (!keys) throw serviceAccountNotFound()
  const active = keys.find(({ isReplaced }) => !isReplaced)
  return {
    active_key: active ? keyViewOf(active) : null,
    rotating_keys: keys.filter((key) => key !== active).map(keyViewOf),
  }
}

/** Revokes a key of a service account, as `revokeServiceAccountKey` does. */
export async function revokeBotKey(
  ctx: Ctx,
  { accountId, botId: serviceAccountId, keyId: apiKeyId }: OfBot & { keyId: string },
): Promise<void> {
  await revokeServiceAccountKey(ctx, { accountId, serviceAccountId, apiKeyId })
}

async function getRow(ctx: Ctx, { accountId, botId }: OfBot): Promise<store.BotRow> {
  await authorizeAccount(ctx, database(), accountId, 'read:service_account')
  const asked = { accountId, ids: [botId], names: null, limit: 1, offset: 0, now: ctx.now }
  const [row] = await store.listBots(database(), asked)
  if (!row) throw serviceAccountNotFound()
  return row
}

function botViewOf(accountId: string, row: store.BotRow): BotView {
  return {
    ...baseOf(row),
    actor_id: row.actorId,
    account_id: accountId,
    name: row.name,
    account_role_id: row.roleId,
    account_role_name: row.roleName,
    api_key: row.key && keyViewOf(row.key),
  }
}

function withSecret(bot: BotView, { key }: CreatedKey): CreatedBotView {
  invariant(bot.api_key, 'a service account that was given a key has none')
  return { ...bot, api_key: { ...bot.api_key, key } }
}
