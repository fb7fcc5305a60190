import { v7 as newId } from 'uuid'
import { newKeyWith } from '@/lib/api-keys/format'
import { noticeBehind } from '@/lib/api-keys/rules'
import { recordAudit } from '@/lib/audit/service'
import { authorizeAccount } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { capabilityOf } from '@/lib/capability'
import { database } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { countedAtMost } from '@/lib/format'
import { scimPath } from '@/lib/paths'
import { firstRefusal } from '@/lib/policy/decision'
import { decideSsoChange, decideSsoUse } from '@/lib/sso/use'
import { noticeDays } from './notices'
import { decideAnotherToken } from './rules'
import {
  scimTokensAtMost,
  type CreatedScimToken,
  type CreateScimTokenInput,
  type RevokeScimTokenInput,
  type ScimTokensView,
  type ScimTokenView,
} from './schema'
import * as store from './token-store'

// Those that have expired stay listed until somebody revokes them.
const listedAtMost = 100

/** The address below which an identity provider provisions. */
export function scimBaseUrl(): string {
  return `${env().BASE_URL}${scimPath}`
}

/** The provisioning tokens of an organization, never their secrets, and how much was provisioned with them. Needs `read:sso`. */
export async function listScimTokens(
  ctx: Ctx,
  { accountId }: { accountId: string },
): Promise<ScimTokensView> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:sso')
  const { tokens: rows, ...provisioned } = await store.findProvisioning(database(), accountId, {
    listedAtMost,
    countedAtMost,
  })
  const create = firstRefusal<string>(decideSsoUse(access), decideAnotherToken(workingOf(rows, ctx.now)))
  return {
    base_url: scimBaseUrl(),
    tokens: rows.map((row) => viewOf(row, ctx.now)),
    ...provisioned,
    can: { create: capabilityOf(create), revoke: capabilityOf(decideSsoChange(access)) },
  }
}

/**
 * Makes a token with which an identity provider provisions users and groups; its secret is answered this once. Needs `update:sso` and a plan
 * with single sign-on (R12); `conflict`/`too_many_tokens` beside two that work, `invalid_input` for an end that is past.
 */
export async function createScimToken(
  ctx: Ctx,
  { accountId, name, expiresAt }: CreateScimTokenInput,
): Promise<CreatedScimToken> {
  if (expiresAt && expiresAt <= ctx.now) throw endIsPast()
  const id = newId()
  const { key, prefix, hash } = newKeyWith('rst_scim_')
  const change = { ...changeOf(accountId, id), attempt: 'create a provisioning token' }
  return changeAccount(ctx, change, async (tx, access) => {
    const { actor } = access
    enforceRule(decideSsoUse(access))
    const rows = await store.listTokens(tx, accountId, listedAtMost)
    enforceRule(decideAnotherToken(workingOf(rows, ctx.now)))
    const noticedDays = noticeBehind(expiresAt, ctx.now, noticeDays)
    const token = { accountId, id, name, prefix, expiresAt, noticedDays, tokenHash: hash }
    await store.createToken(tx, { ...token, createdByName: actor.name })
    await recordAudit(tx, ctx, {
      accountId,
      action: 'scim_token.created',
      message: `${actor.name} created the provisioning token ${name}`,
      objectTable: 'scim_token',
      objectId: id,
      info: { after: { name, prefix, expires_at: expiresAt?.toISOString() ?? null } },
    })
    return { id, token: key }
  })
}

/** Ends a token with the next request. Needs `update:sso`; on any plan. What was provisioned with it stays. */
export async function revokeScimToken(
  ctx: Ctx,
  { accountId, tokenId }: RevokeScimTokenInput,
): Promise<{ id: string }> {
  const change = { ...changeOf(accountId, tokenId), attempt: 'revoke a provisioning token' }
  return changeAccount(ctx, change, async (tx, { actor }) => {
    const token = await store.findToken(tx, accountId, tokenId)
    if (!token) throw tokenNotFound()
    await store.deleteToken(tx, accountId, tokenId)
    await recordAudit(tx, ctx, {
      accountId,
      action: 'scim_token.revoked',
      message: `${actor.name} revoked the provisioning token ${token.name}`,
      objectTable: 'scim_token',
      objectId: tokenId,
      info: { before: { name: token.name, prefix: token.prefix } },
    })
    return { id: tokenId }
  })
}

function changeOf(accountId: string, objectId: string) {
  return { accountId, permission: 'update:sso', objectTable: 'scim_token', objectId } as const
}

function workingOf(rows: store.TokenRow[], now: Date): number {
  return rows.filter(({ expiresAt }) => expiresAt === null || expiresAt > now).length
}

function viewOf(row: store.TokenRow, now: Date): ScimTokenView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    created_by_name: row.createdByName,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    is_expired: row.expiresAt !== null && row.expiresAt <= now,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  }
}

function endIsPast(): AppError {
  const sentence = 'Choose an end that is ahead.'
  return new AppError('invalid_input', 'end_is_past', { message: sentence, fields: { expiresAt: sentence } })
}

function tokenNotFound(): AppError {
  return new AppError('not_found', 'scim_token_not_found', {
    message: `There is no such token, or not any more. Reload the list: an organization has at most ${scimTokensAtMost} that work.`,
  })
}
