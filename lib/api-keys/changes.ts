import type { AuditInput, JsonValue } from '@/lib/audit/schema'
import type { ActingKey, Ctx } from '@/lib/authz/context'
import { requireEndAhead } from '@/lib/authz/end-ahead'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { actorNameOf, mintKey, type NewKey } from './mint'
import {
  decideKeyChange,
  decideRotation,
  decideWithinCarrier,
  endAfterRotation,
  endOfReplaced,
  noticeBehind,
  statusOf,
} from './rules'
import type { CreatedKey } from './schema'
import * as store from './store'

export type KeyEvent = Pick<AuditInput, 'action' | 'message' | 'objectId'> & {
  info: Record<string, JsonValue>
}

/**
 * Whose keys are changed, who may having been decided. Keys of users and of service accounts differ in that, in what carries the request
 * (null where its end limits nothing) and in which accounts' logs the event belongs; in all else they are changed the same way.
 */
export type KeyScope = {
  owner: NewKey['owner']
  carrier: ActingKey | null
  /** Completes "the API key Laptop": empty, or " of the service account Deployer". */
  whose: string
  /** What every event tells of the owner. */
  info: Record<string, JsonValue>
  record: (event: KeyEvent) => Promise<void>
  /** Mails the owner that there is a key, or that one lasts longer; absent for service accounts, of whose keys the audit log tells. */
  announce?: (key: AnnouncedKey, how: { isRotation?: boolean; isExtension?: boolean }) => Promise<void>
}

/** What an owner is told of a key. */
export type AnnouncedKey = Pick<CreatedKey, 'name' | 'prefix' | 'expires_at'>

/** What events of a service account's keys tell of it. */
export function ofServiceAccount({
  id,
  name,
}: {
  id: string
  name: string
}): Pick<KeyScope, 'whose' | 'info'> {
  return { whose: ` of the service account ${name}`, info: { service_account: { id, name } } }
}

type Terms = { name: string; expiresAt: Date | null }

/** Makes a key and records it. */
export async function createKey(tx: Tx, ctx: Ctx, scope: KeyScope, terms: Terms): Promise<CreatedKey> {
  enforceRule(decideWithinCarrier(scope.carrier, terms.expiresAt))
  const created = await mintKey(tx, ctx, { owner: scope.owner, ...terms })
  await scope.announce?.(created, {})
  await scope.record(keyCreated(ctx, scope, created))
  return created
}

/** The event of a new key. */
export function keyCreated(
  { actor }: Pick<Ctx, 'actor'>,
  scope: Pick<KeyScope, 'whose' | 'info'>,
  created: CreatedKey,
): KeyEvent {
  return {
    action: 'api_key.created',
    message: `${actorNameOf(actor)} created the API key ${created.name}${scope.whose}`,
    objectId: created.id,
    info: { ...infoOf(scope, created), expires_at: created.expires_at },
  }
}

/** Puts a new key in a locked key's place, which opens no more than either did; for the overlap both work. */
export async function rotateKey(
  tx: Tx,
  ctx: Ctx,
  scope: KeyScope,
  {
    key,
    overlapHours,
    ...asked
  }: { key: store.KeyRow; overlapHours: number; expiresAt?: Date | null | undefined },
): Promise<CreatedKey> {
  const { now } = ctx
  const expiresAt = asked.expiresAt === undefined ? endAfterRotation(key, now) : asked.expiresAt
  enforceRule(decideRotation(key, { carrier: scope.carrier, expiresAt, now }))
  const owner = asReachOf(scope.owner, key)
  const terms = { owner, name: key.name, expiresAt, replaces: key.id }
  const created = await mintKey(tx, ctx, terms)
  const end = endOfReplaced(key, now, overlapHours)
  const ending = end > now ? { expiresAt: end } : { revokedAt: now }
  await store.replaceKey(tx, key.id, { replacedByKeyId: created.id, ...ending })
  await scope.announce?.(created, { isRotation: true })
  await scope.record({
    action: 'api_key.rotated',
    message: `${actorNameOf(ctx.actor)} rotated the API key ${key.name}${scope.whose}`,
    objectId: key.id,
    info: {
      ...infoOf(scope, key),
      ends_at: end.toISOString(),
      replaced_by: { id: created.id, prefix: created.prefix, expires_at: created.expires_at },
    },
  })
  return created
}

/**
 * Gives a locked key another name or end; what is left out stays. Nothing is recorded when nothing changes. One that lasts longer opens of the accounts
 * that require single sign-on those that whatever changes it has proven as well.
 */
export async function updateKey(
  tx: Tx,
  ctx: Ctx,
  scope: KeyScope,
  { key, ...asked }: { key: store.KeyRow; name?: string | undefined; expiresAt?: Date | null | undefined },
): Promise<{ id: string; name: string }> {
  enforceRule(decideKeyChange(key, ctx.now))
  const name = asked.name ?? key.name
  const expiresAt = asked.expiresAt === undefined ? key.expiresAt : asked.expiresAt
  const isOtherEnd = changesEnd(key, asked.expiresAt)
  if (name === key.name && !isOtherEnd) return { id: key.id, name }
  if (isOtherEnd) {
    requireEndAhead(expiresAt, ctx.now)
    if (isLater(expiresAt, key.expiresAt)) enforceRule(decideWithinCarrier(scope.carrier, expiresAt))
  }
  const isLonger = isOtherEnd && isLater(expiresAt, key.expiresAt)
  const notices = isOtherEnd ? { noticedDays: noticeBehind(expiresAt, ctx.now) } : {}
  const proven = isLonger ? { provenAccountIds: provenByBoth(scope.owner, key) } : {}
  await store.updateKey(tx, key.id, { name, expiresAt, ...notices, ...proven })
  await scope.record({
    action: 'api_key.updated',
    message: `${actorNameOf(ctx.actor)} changed the API key ${key.name}${scope.whose}`,
    objectId: key.id,
    info: {
      ...infoOf(scope, { name, prefix: key.prefix }),
      before: termsOf(key),
      after: termsOf({ name, expiresAt }),
    },
  })
  if (isLonger) {
    const ending = { name, prefix: key.prefix, expires_at: expiresAt?.toISOString() ?? null }
    await scope.announce?.(ending, { isExtension: true })
  }
  return { id: key.id, name }
}

/** Whether a key is asked to end at another time; `undefined` asks for none. */
export function changesEnd(
  { expiresAt }: Pick<store.KeyRow, 'expiresAt'>,
  asked: Date | null | undefined,
): boolean {
  return asked !== undefined && asked?.getTime() !== expiresAt?.getTime()
}

/** Ends a locked key at once. One that has ended is left as it is: whoever revokes it twice has what they wanted. */
export async function revokeKey(
  tx: Tx,
  ctx: Ctx,
  scope: KeyScope,
  key: store.KeyRow,
): Promise<{ id: string; name: string }> {
  if (statusOf(key, ctx.now) === 'ACTIVE') {
    await store.revokeKey(tx, key.id, ctx.now)
    await scope.record({
      action: 'api_key.revoked',
      message: `${actorNameOf(ctx.actor)} revoked the API key ${key.name}${scope.whose}`,
      objectId: key.id,
      info: infoOf(scope, key),
    })
  }
  return { id: key.id, name: key.name }
}

/** An owner's key, locked; throws `not_found`/`api_key_not_found` for any other. */
export async function getLockedKey(
  tx: Tx,
  ctx: Ctx,
  owner: store.KeyOwner,
  id: string,
): Promise<store.KeyRow> {
  const key = await store.lockKey(tx, owner, id, ctx.now)
  if (!key) throw keyNotFound()
  return key
}

/** The refusal of a key that the owner does not have. */
export function keyNotFound(): AppError {
  return new AppError('not_found', 'api_key_not_found', {
    message: 'There is no such API key here. Reload the list of API keys.',
  })
}

// The key that takes another's place is in whoever's hands made it, and does what the other one was for.
function asReachOf(owner: NewKey['owner'], { carriesOperator }: store.KeyReach): NewKey['owner'] {
  return owner.kind === 'USER'
    ? { ...owner, carriesOperator: owner.carriesOperator && carriesOperator }
    : owner
}

function provenByBoth(owner: NewKey['owner'], { provenAccountIds }: store.KeyReach): string[] {
  if (owner.kind !== 'USER') return []
  return provenAccountIds.filter((accountId) => owner.provenAccountIds.includes(accountId))
}

function infoOf(
  scope: Pick<KeyScope, 'info'>,
  { name, prefix }: { name: string; prefix: string },
): KeyEvent['info'] {
  return { ...scope.info, name, prefix }
}

function termsOf({ name, expiresAt }: Terms): KeyEvent['info'] {
  return { name, expires_at: expiresAt?.toISOString() ?? null }
}

function isLater(one: Date | null, other: Date | null): boolean {
  return other !== null && (one === null || one > other)
}
