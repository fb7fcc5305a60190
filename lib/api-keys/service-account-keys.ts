import type { z } from 'zod'
import { recordOperatorAudit } from '@/lib/audit/installation'
import { recordAudit } from '@/lib/audit/service'
import { authorizeAccount, principalIdOf, requireOperator, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database, lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import { consume } from '@/lib/rate-limits/service'
import { changeServiceAccount } from '@/lib/service-accounts/change'
import { getServiceAccountNamed } from '@/lib/service-accounts/names'
import { decideServiceAccountChange } from '@/lib/service-accounts/rules'
import { loadFacts, serviceAccountNotFound } from '@/lib/service-accounts/target'
import {
  createKey,
  getLockedKey,
  ofServiceAccount,
  revokeKey,
  rotateKey,
  updateKey,
  type KeyScope,
} from './changes'
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
  const change = { accountId, serviceAccountId, attempt: 'create an API key', beforehand: countKey }
  return changeKeys(ctx, change, (tx, scope) => createKey(tx, ctx, scope, terms))
}

/**
 * Puts a new key of the same name in a key's place; for `overlapHours` both work. Throws `conflict` with `api_key_revoked`,
 * `api_key_expired` or `api_key_replaced`, and what `createServiceAccountKey` throws.
 */
export async function rotateServiceAccountKey(
  ctx: Ctx,
  { overlapHours, expiresAt, ...of }: RotateServiceAccountKeyInput,
): Promise<CreatedKey> {
  const change = { ...of, attempt: 'rotate an API key', beforehand: countKey }
  return changeKey(ctx, change, (tx, scope, key) =>
    rotateKey(tx, ctx, scope, { key, overlapHours, expiresAt }),
  )
}

/** Gives a key another name or end; only an end counts for the rate limit. Throws as `rotateServiceAccountKey` does. */
export async function updateServiceAccountKey(
  ctx: Ctx,
  { name, expiresAt, ...of }: UpdateServiceAccountKeyInput,
): Promise<{ id: string; name: string }> {
  const counted = expiresAt === undefined ? {} : { beforehand: countKey }
  return changeKey(ctx, { ...of, attempt: 'change an API key', ...counted }, (tx, scope, key) =>
    updateKey(tx, ctx, scope, { key, name, expiresAt }),
  )
}

/** Ends a key at once; one that has ended is left as it is. Needs what `createServiceAccountKey` needs. */
export async function revokeServiceAccountKey(
  ctx: Ctx,
  of: RevokeServiceAccountKeyInput,
): Promise<{ id: string; name: string }> {
  return changeKey(ctx, { ...of, attempt: 'revoke an API key' }, (tx, scope, key) =>
    revokeKey(tx, ctx, scope, key),
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
    const named = await getServiceAccountNamed(tx, accountId, serviceAccount)
    // In the installation's log as well, as what an operator does is.
    return createKey(tx, ctx, scopeOf(tx, ctx, { accountId, ...named }, recordOperatorAudit), terms)
  })
}

function scopeOf(
  tx: Tx,
  ctx: Ctx,
  { accountId, id, name }: { accountId: string; id: string; name: string },
  record = recordAudit,
): KeyScope {
  return {
    owner: { kind: 'SERVICE_ACCOUNT', accountId, serviceAccountId: id },
    // Another principal's key: that of whoever makes it need not outlive it.
    carrier: null,
    ...ofServiceAccount({ id, name }),
    record: (event) => record(tx, ctx, { ...event, objectTable: 'api_key', accountId }),
  }
}

type Of = { accountId: string; serviceAccountId: string }

type KeysChange = Of & {
  apiKeyId?: string
  attempt: string
  beforehand?: (access: AccountAccess) => Promise<void>
}

async function changeKeys<Result>(
  ctx: Ctx,
  { attempt, ...change }: KeysChange,
  work: (tx: Tx, scope: KeyScope) => Promise<Result>,
): Promise<Result> {
  const { accountId } = change
  const changing = { ...change, permission, attempt: `${attempt} of a service account` } as const
  return changeServiceAccount(ctx, changing, (tx, _access, { id, name }) =>
    work(tx, scopeOf(tx, ctx, { accountId, id, name })),
  )
}

async function changeKey<Result>(
  ctx: Ctx,
  change: KeysChange & { apiKeyId: string },
  work: (tx: Tx, scope: KeyScope, key: store.KeyRow) => Promise<Result>,
): Promise<Result> {
  return changeKeys(ctx, change, async (tx, scope) =>
    work(tx, scope, await getLockedKey(tx, ctx, scope.owner, change.apiKeyId)),
  )
}

function countKey({ actor }: AccountAccess): Promise<void> {
  return consume('api_keys', principalIdOf(actor))
}
