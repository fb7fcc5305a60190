import { randomUUID } from 'node:crypto'
import type { Actor, Ctx } from '@/lib/authz/context'
import { isTriedAgain, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError, assertNever } from '@/lib/errors'
import { logger } from '@/lib/log'
import { chainHash } from './chain'
import type { AuditInput, ChainProblem, JsonValue } from './schema'
import {
  appendEvents,
  listAccountIdsOfAddress,
  listAccountIdsOfUser,
  lockChainEnd,
  type ChainEnd,
  type StoredEvent,
} from './store'
import { walkChain } from './walk'

/**
 * Writes one event into the account's chain, in the transaction of the change it records: when it cannot be written,
 * the change does not happen, which `internal`/`audit_unavailable` says. Takes the lock on the chain's end, so call it last. See
 * access-model section 8.
 */
export async function recordAudit(tx: Tx, ctx: Ctx, input: AuditInput): Promise<void> {
  const { accountId, ...event } = input
  await recordAudits(tx, ctx, accountId, [event])
}

/** The same for several events of one account, in their order, at the cost of one. Returns the new end of the chain. */
export async function recordAudits(
  tx: Tx,
  ctx: Ctx,
  accountId: string,
  inputs: Omit<AuditInput, 'accountId'>[],
): Promise<ChainEnd> {
  try {
    return await appendToChain(tx, ctx, accountId, inputs)
  } catch (error) {
    if (isTriedAgain(error)) throw error
    logger().error({ error, requestId: ctx.requestId, accountId }, 'the audit log could not be written')
    throw new AppError('internal', unavailable, {
      message:
        'Nothing was changed, because the audit log could not be written. Try again; if it stays so, tell whoever runs this installation.',
      log: error,
    })
  }
}

const unavailable = 'audit_unavailable'

async function appendToChain(
  tx: Tx,
  ctx: Ctx,
  accountId: string,
  inputs: Omit<AuditInput, 'accountId'>[],
): Promise<ChainEnd> {
  const { actor, requestId, ipAddress, userAgent, now } = asToldTo(accountId, ctx)
  let end = await lockChainEnd(tx, accountId)
  const events: StoredEvent[] = []
  for (const input of inputs) {
    const event = {
      // As the database writes it: a hash over another spelling would look forged when it is read back.
      accountId: accountId.toLowerCase(),
      sequence: end.sequence + 1n,
      id: randomUUID(),
      timestamp: now,
      ...input,
      workspaceId: input.workspaceId ?? (input.objectTable === 'workspace' ? input.objectId : null),
      info: { ...input.info, ...keyInfo(actor) },
      ...actorColumns(actor),
      requestId,
      ipAddress,
      userAgent,
    }
    const hash = chainHash(end.hash, event)
    events.push({ ...event, previousHash: end.hash, hash })
    end = { sequence: event.sequence, hash }
  }
  await appendEvents(tx, accountId, events, end)
  return end
}

// Whose identity provider changed somebody, and from where, is nothing that their other organizations are told.
function asToldTo(accountId: string, ctx: Ctx): Ctx {
  const { actor } = ctx
  const isOfAnother =
    actor.kind === 'SYSTEM' && actor.accountId !== undefined && actor.accountId !== accountId
  if (!isOfAnother) return ctx
  return { ...ctx, actor: { kind: 'SYSTEM', name: 'An identity provider' }, ipAddress: null, userAgent: null }
}

/**
 * Writes one event about a user into each account the user belongs to (signing in, a changed password …), in account
 * order so that two of them cannot lock each other out.
 */
export async function recordUserAudit(
  tx: Tx,
  ctx: Ctx,
  userId: string,
  input: Omit<AuditInput, 'accountId' | 'objectTable' | 'objectId'> &
    Partial<Pick<AuditInput, 'objectTable' | 'objectId'>>,
): Promise<void> {
  for (const accountId of await listAccountIdsOfUser(tx, userId)) {
    await recordAudit(tx, ctx, { objectTable: 'user', objectId: userId, ...input, accountId })
  }
}

/** The same about somebody known by address only; nobody's account is told about an address that is not one of its own. */
export async function recordAddressAudit(
  tx: Tx,
  ctx: Ctx,
  email: string,
  input: Omit<AuditInput, 'accountId'>,
): Promise<void> {
  for (const accountId of await listAccountIdsOfAddress(tx, email))
    await recordAudit(tx, ctx, { ...input, accountId })
}

/**
 * Locks the chains of the user's accounts and of one account more, in the order all transactions share: for a change that writes
 * events about both, which would otherwise lock that one account's chain out of turn.
 */
export async function lockAuditChains(tx: Tx, userId: string, accountId: string): Promise<void> {
  const accountIds = new Set([...(await listAccountIdsOfUser(tx, userId)), accountId])
  for (const id of [...accountIds].toSorted()) await lockChainEnd(tx, id)
}

export type Refused = Pick<AuditInput, 'objectTable' | 'objectId'> & {
  /** What was tried, completing "Ada was refused to …". */
  attempt: string
  /** What to write as why, by reason, where the refusal's own sentence is not for everybody who reads the log. */
  told?: Readonly<Record<string, string>>
}

/**
 * Runs a change and, when it is refused (forbidden, conflict, precondition failed), records the refusal in a transaction
 * of its own in the account, then throws it on, whether or not it could be recorded.
 */
export async function recordingRefusals<Result>(
  ctx: Ctx,
  { accountId, ...refused }: Refused & { accountId: string },
  change: () => Promise<Result>,
): Promise<Result> {
  return recordingWith(
    (tx, error) => recordAudit(tx, ctx, { ...refusalEvent(ctx, refused, error), accountId }),
    change,
  )
}

/** The same for a change that is the user's own: in the one account that it concerns, or in each that they belong to. */
export async function recordingUserRefusals<Result>(
  ctx: Ctx,
  { userId, accountId, ...refused }: Refused & { userId: string; accountId: string | null },
  change: () => Promise<Result>,
): Promise<Result> {
  return accountId
    ? recordingRefusals(ctx, { ...refused, accountId }, change)
    : recordingWith(
        (tx, error) => recordUserAudit(tx, ctx, userId, refusalEvent(ctx, refused, error)),
        change,
      )
}

async function recordingWith<Result>(
  record: (tx: Tx, error: AppError) => Promise<void>,
  change: () => Promise<Result>,
): Promise<Result> {
  try {
    return await change()
  } catch (error) {
    if (error instanceof AppError && isRefusal(error)) await recordRefusal((tx) => record(tx, error))
    throw error
  }
}

/**
 * Records that something was refused, in a transaction of its own. When the log cannot be written the refusal stands all the same, as nothing
 * was changed that the log would have to tell; returns whether it was.
 */
export async function recordRefusal(record: (tx: Tx) => Promise<void>): Promise<boolean> {
  try {
    await withTransaction(record)
    return true
  } catch (error) {
    if (error instanceof AppError && error.reason === unavailable) return false
    throw error
  }
}

/** The event of a refusal. */
export function refusalEvent(
  { actor }: Ctx,
  { attempt, told, ...object }: Refused,
  { message, code, reason, permission }: AppError,
): Omit<AuditInput, 'accountId'> {
  const why = told?.[reason ?? ''] ?? message
  return {
    ...object,
    action: 'change.refused',
    message: `${actorColumns(actor).actorName} was refused to ${attempt}: ${why}`,
    info: { code, reason: reason ?? null, permission: permission ?? null },
  }
}

export type ChainVerdict =
  | { intact: true; events: bigint }
  | { intact: false; firstBadSequence: bigint; problem: ChainProblem }

/**
 * Walks the account's chain from its first event. Returns up to where it holds, or the first sequence number that does not and why.
 */
export async function verifyAuditChain(accountId: string): Promise<ChainVerdict> {
  const { reached, bad } = await walkChain(accountId, null)
  if (!bad) return { intact: true, events: reached.sequence }
  return { intact: false, firstBadSequence: bad.sequence, problem: bad.problem }
}

/** Whether an error is a refusal that nobody has recorded. */
export function isRefusal(error: AppError): boolean {
  if (error.isRecorded) return false
  return error.code === 'forbidden' || error.code === 'conflict' || error.code === 'precondition_failed'
}

function actorColumns(actor: Actor): { actorKind: string; actorId: string | null; actorName: string } {
  switch (actor.kind) {
    case 'USER':
      return { actorKind: 'USER', actorId: actor.userId, actorName: actor.name }
    case 'SERVICE_ACCOUNT':
      return { actorKind: 'SERVICE_ACCOUNT', actorId: actor.serviceAccountId, actorName: actor.name }
    case 'ANONYMOUS':
      return { actorKind: 'ANONYMOUS', actorId: null, actorName: 'Somebody not signed in' }
    case 'SYSTEM':
      return { actorKind: 'SYSTEM', actorId: null, actorName: actor.name }
    default:
      return assertNever(actor)
  }
}

// Which of somebody's keys did it: what one asks first when a key was lost.
function keyInfo(actor: Actor): Record<string, JsonValue> {
  const apiKey = actor.kind === 'USER' || actor.kind === 'SERVICE_ACCOUNT' ? actor.apiKey : null
  return apiKey ? { by_api_key: { id: apiKey.id, name: apiKey.name } } : {}
}
