import type { Ctx } from '@/lib/authz/context'
import { principalIdOf, requirePrincipal } from '@/lib/authz/access'
import { database } from '@/lib/db/transaction'
import { enqueueJob } from '@/lib/jobs/service'
import { untilDone } from '@/lib/jobs/until-done'
import { logger } from '@/lib/log'
import { consume } from '@/lib/rate-limits/service'
import { vouchFor } from './checkpoints'
import { authorizeLog } from './of-object'
import * as store from './proof-store'
import type { ChainState } from './schema'
import { walkChain } from './walk'

const accountsAtOnce = 100
const secondsAtMost = 240
const hour = 3_600_000
const day = 24 * hour
/** A longer chain is walked by a job: at some ten thousand events a second a request would take too long. */
const walkedAtOnce = 100_000n

/**
 * How far the chain of an account was verified, when, and the first event that does not hold. Needs `read:audit_log`, and a plan with an audit
 * log (R12: `forbidden`/`plan_required`).
 */
export async function getChainState(ctx: Ctx, accountId: string): Promise<ChainState> {
  await authorizeLog(ctx, accountId)
  return stateOf(accountId)
}

/**
 * Verifies the chain of an account from its beginning, signs a checkpoint of its end where it holds, and says what was found. A chain of more
 * than 100,000 events is verified from where it was last, and from its beginning by a job. Needs what reading the log needs; throws
 * `rate_limited` for who asks often.
 */
export async function verifyNow(ctx: Ctx, accountId: string): Promise<ChainState> {
  await authorizeLog(ctx, accountId)
  await consume('audit_verification', principalIdOf(requirePrincipal(ctx)))
  const { lastSequence } = await store.findChainState(database(), accountId)
  const isWhole = lastSequence <= walkedAtOnce
  if (!isWhole)
    await enqueueJob(database(), 'verify_audit_log', { accountId }, { key: `verify_audit_log ${accountId}` })
  await verifyAndNote(accountId, { isWhole, now: ctx.now, checkpointsEvery: 0 })
  return stateOf(accountId)
}

/** The same as pages ask for it. */
export async function verifyAuditLog(ctx: Ctx, { accountId }: { accountId: string }): Promise<ChainState> {
  return verifyNow(ctx, accountId)
}

/** Verifies one account's chain from its beginning. */
export async function verifyWholeChain(accountId: string, now: Date): Promise<void> {
  await verifyAndNote(accountId, { isWhole: true, now, checkpointsEvery: 0 })
}

/** Verifies what was added to the chains since they were verified, and those that were not looked at for a day. */
export async function verifyNewEvents(now: Date): Promise<void> {
  const since = new Date(now.getTime() - day)
  await verifyEach((page) => store.listUnverified(database(), since, page), {
    isWhole: false,
    now,
    checkpointsEvery: hour,
  })
}

/** Verifies a seventh of all chains from their beginnings, each day another one. */
export async function verifyOldEvents(now: Date): Promise<void> {
  const today = Math.floor(now.getTime() / day)
  await verifyEach((page) => store.listOfDay(database(), today, page), {
    isWhole: true,
    now,
    checkpointsEvery: hour,
  })
}

type Kind = {
  isWhole: boolean
  now: Date
  /** How old in milliseconds the last checkpoint is at least before there is another. */
  checkpointsEvery: number
}
type ListAccounts = (page: { after: string | null; limit: number }) => Promise<string[]>

async function verifyEach(list: ListAccounts, kind: Kind): Promise<void> {
  let after: string | null = null
  const isDone = await untilDone(secondsAtMost, async () => {
    const accountIds: string[] = await list({ after, limit: accountsAtOnce })
    for (const accountId of accountIds) await verifyAndNote(accountId, kind)
    after = accountIds.at(-1) ?? after
    return accountIds.length === accountsAtOnce
  })
  if (!isDone) logger().info('some audit logs are left to be verified the next time')
}

/** Walks the chain, notes what was found, and where all holds vouches for its end. Returns whether it does. */
export async function verifyAndNote(accountId: string, kind: Kind): Promise<boolean> {
  const { isWhole, now } = kind
  const known = await store.findVerification(database(), accountId)
  // What is wrong is wrong until the whole is found to be right.
  const isContinued = !isWhole && known?.firstBadSequence === null
  const { reached, bad } = await walkChain(accountId, isContinued ? known : null)
  const found = { verifiedAt: now, firstBadSequence: bad?.sequence ?? null, problem: bad?.problem ?? null }
  await store.noteVerification(database(), accountId, { ...reached, ...found })
  if (bad) {
    const { sequence, problem } = bad
    logger().error({ accountId, sequence: Number(sequence), problem }, 'an audit log does not hold')
    return false
  }
  if (reached.sequence > 0n && (await isCheckpointDue(accountId, kind)))
    await vouchFor(database(), { accountId, end: reached, now, standsForRemoved: false })
  return true
}

async function isCheckpointDue(accountId: string, { now, checkpointsEvery }: Kind): Promise<boolean> {
  if (checkpointsEvery === 0) return true
  const last = await store.findLastCheckpoint(database(), accountId)
  return last === null || now.getTime() - last.getTime() >= checkpointsEvery
}

async function stateOf(accountId: string): Promise<ChainState> {
  const state = await store.findChainState(database(), accountId)
  return {
    last_sequence: Number(state.lastSequence),
    verified_sequence: state.verifiedSequence === null ? null : Number(state.verifiedSequence),
    verified_at: state.verifiedAt?.toISOString() ?? null,
    first_bad_sequence: state.firstBadSequence === null ? null : Number(state.firstBadSequence),
    problem: state.problem,
  }
}
