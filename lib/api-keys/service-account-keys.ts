import type { z } from 'zod'
import { recordAudit } from '@/lib/audit/service'
import { authorizeAccount, principalIdOf, requireOperator, type AccountAccess } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Page } from '@/lib/client/fetch-json'
import { database, lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import { consume } from '@/lib/rate-limits/service'
import { decideServiceAccountChange } from '@/lib/service-accounts/rules'
import { getTarget, loadFacts, serviceAccountNotFound } from '@/lib/service-accounts/target'
import { createKey, getLockedKey, revokeKey, rotateKey, updateKey, type KeyScope } from './changes'
import type {
  ApiKeyView,
  CreatedKey,
  CreateServiceAccountKeyInput,
  listKeysPage,
  RevokeServiceAccountKeyInput,
  RotateServiceAccountKeyInput,
  UpdateServiceAccountKeyInput,
} from './schema'
import * as store from './store'
import { pageAsked, pageOfViews } from './views'

const permission = 'update:service_account'

/**
 * Makes a service account a key. Whoever has it can do what the service account can: needs `update:service_account` and everything that
 * the service account holds (R3, `outranked`). Throws `not_found` for one of another account, `invalid_input`/`expired`,
 * `conflict`/`too_many_keys` and `rate_limited`.
 */
export async function createServiceAccountKey(
  ctx: Ctx,
  { accountId, serviceAccountId, ...terms }: CreateServiceAccountKeyInput,
): Promise<CreatedKey> {
  const change = { ...attemptOf({ accountId, serviceAccountId }, 'create an API key'), beforehand: countKey }
  return changeServiceAccount(ctx, { ...change, serviceAccountId }, (tx, scope) =>
    createKey(tx, ctx, scope, terms),
  )
}

/**
 * Puts a new key of the same name in a key's place; for `overlapHours` both work. Throws `conflict` with `api_key_revoked`,
 * `api_key_expired` or `api_key_replaced`, and what `createServiceAccountKey` throws.
 */
export async function rotateServiceAccountKey(
  ctx: Ctx,
  { apiKeyId, overlapHours, expiresAt, ...of }: RotateServiceAccountKeyInput,
): Promise<CreatedKey> {
  const change = { ...attemptOf({ ...of, apiKeyId }, 'rotate an API key'), beforehand: countKey }
  return changeServiceAccount(ctx, { ...change, ...of }, async (tx, scope) => {
    const key = await getLockedKey(tx, ctx, scope.owner, apiKeyId)
    return rotateKey(tx, ctx, scope, { key, overlapHours, expiresAt })
  })
}

/** Gives a key another name or end. Throws as `rotateServiceAccountKey` does. */
export async function updateServiceAccountKey(
  ctx: Ctx,
  { apiKeyId, name, expiresAt, ...of }: UpdateServiceAccountKeyInput,
): Promise<{ id: string; name: string }> {
  const change = attemptOf({ ...of, apiKeyId }, 'change an API key')
  return changeServiceAccount(ctx, { ...change, ...of }, async (tx, scope) => {
    const key = await getLockedKey(tx, ctx, scope.owner, apiKeyId)
    return updateKey(tx, ctx, scope, { key, name, expiresAt })
  })
}

/** Ends a key at once; one that has ended is left as it is. Needs what `createServiceAccountKey` needs. */
export async function revokeServiceAccountKey(
  ctx: Ctx,
  { apiKeyId, ...of }: RevokeServiceAccountKeyInput,
): Promise<{ id: string; name: string }> {
  const change = attemptOf({ ...of, apiKeyId }, 'revoke an API key')
  return changeServiceAccount(ctx, { ...change, ...of }, async (tx, scope) =>
    revokeKey(tx, ctx, scope, await getLockedKey(tx, ctx, scope.owner, apiKeyId)),
  )
}

/**
 * One page of a service account's keys, those that work first, the newest first, each with what the viewer may do. Needs
 * `read:service_account`; throws `not_found` for one of another account.
 */
export async function listServiceAccountKeys(
  ctx: Ctx,
  { accountId, serviceAccountId, ...page }: Of & z.output<typeof listKeysPage>,
): Promise<Page<ApiKeyView>> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:service_account')
  const of = { accountId, serviceAccountId }
  const found = await store.listKeysOfServiceAccount(database(), of, pageAsked(ctx, page))
  if (!found) throw serviceAccountNotFound()
  const { holder, keys } = found
  const facts = (await loadFacts(database(), ctx, access, [holder])).get(holder.membershipId)
  invariant(facts, 'a service account was listed without what decides about it')
  return pageOfViews(keys, ctx, page, decideServiceAccountChange(facts, permission))
}

/** Makes a key for a service account that is named: for the command line, whose context is its own. Throws `not_found`. */
export async function createServiceAccountKeyFor(
  ctx: Ctx,
  {
    accountId,
    serviceAccount,
    ...terms
  }: { accountId: string; serviceAccount: string; name: string; expiresAt: Date | null },
): Promise<CreatedKey> {
  requireOperator(ctx)
  return withTransaction(async (tx) => {
    await lockAccount(tx, accountId)
    const found = await store.findServiceAccountByName(tx, accountId, serviceAccount)
    if (!found) throw serviceAccountNotFound()
    return createKey(tx, ctx, scopeOf(tx, ctx, { accountId, ...found }), terms)
  })
}

function scopeOf(
  tx: Tx,
  ctx: Ctx,
  { accountId, id, name }: { accountId: string; id: string; name: string },
): KeyScope {
  return {
    owner: { kind: 'SERVICE_ACCOUNT', accountId, serviceAccountId: id },
    // Another principal's key: that of whoever makes it need not outlive it.
    carrier: null,
    whose: ` of the service account ${name}`,
    info: { service_account: { id, name } },
    record: (event) => recordAudit(tx, ctx, { ...event, objectTable: 'api_key', accountId }),
  }
}

type Of = { accountId: string; serviceAccountId: string }

function attemptOf({ accountId, serviceAccountId, apiKeyId }: Of & { apiKeyId?: string }, what: string) {
  const object = apiKeyId
    ? { objectTable: 'api_key' as const, objectId: apiKeyId }
    : { objectTable: 'service_account' as const, objectId: serviceAccountId }
  return { accountId, permission, attempt: `${what} of a service account`, ...object } as const
}

type Change = Parameters<typeof changeAccount>[1]

async function changeServiceAccount<Result>(
  ctx: Ctx,
  { serviceAccountId, ...change }: Change & Of,
  work: (tx: Tx, scope: KeyScope) => Promise<Result>,
): Promise<Result> {
  return changeAccount(ctx, change, async (tx, access) => {
    const { id, name, facts } = await getTarget(tx, ctx, access, serviceAccountId)
    enforceRule(decideServiceAccountChange(facts, permission))
    return work(tx, scopeOf(tx, ctx, { accountId: change.accountId, id, name }))
  })
}

function countKey({ actor }: AccountAccess): Promise<void> {
  return consume('api_keys', principalIdOf(actor))
}
