import type { Ctx } from '@/lib/authz/context'
import { principalIdOf, requirePrincipal } from '@/lib/authz/access'
import { database, withTransaction } from '@/lib/db/transaction'
import { enqueueJob } from '@/lib/jobs/service'
import { untilDone } from '@/lib/jobs/until-done'
import { logger } from '@/lib/log'
import { consume } from '@/lib/rate-limits/service'
import { findLastSigned, vouchFor } from './checkpoints'
import { noteFinding } from './findings'
import { authorizeLog } from './of-object'
import * as store from './proof-store'
import type { ChainState } from './schema'
import { answerAsked, listNotWalked, listUnverified, takeTurn, type TurnKind } from './turn-store'
import { walkChain, type Walk } from './walk'

const accountsAtOnce = 100
const secondsAtMost = 240
const hour = 3_600_000
const day = 24 * hour
/** A little less than a week, so that the job of the same hour a week later finds what it walked. */
const nearlyAWeek = 6.5 * day
/** A longer chain is walked by a job: at some ten thousand events a second a request would take too long. */
const walkedAtOnce = 100_000n

/**
 * How far the chain of an account was verified, when, the first event that does not hold, and whether a job is to walk it from its beginning. Needs `read:audit_log`, and a plan with an audit
 * log (R12: `forbidden`/`plan_required`).
 */
export async function getChainState(ctx: Ctx, accountId: string): Promise<ChainState> {
  await authorizeLog(ctx, accountId)
  return stateOf(accountId, ctx.now)
}

/**
 * Verifies the chain of an account from its beginning, signs a checkpoint of its end where it holds, and says what was found. One of more
 * than 100,000 events is verified from its beginning by a job, which the answer says; before that only what came since it was found to hold,
 * if that is not as much. Needs what reading the log needs; throws `rate_limited` for who asks often.
 */
export async function verifyNow(
  ctx: Ctx,
  { accountId }: { accountId: string },
  atOnce: bigint = walkedAtOnce,
): Promise<ChainState> {
  await authorizeLog(ctx, accountId)
  await consume('audit_verification', principalIdOf(requirePrincipal(ctx)))
  const { lastSequence, verifiedSequence, firstBadSequence } = await store.findChainState(
    database(),
    accountId,
  )
  const isWhole = lastSequence <= atOnce
  const known = firstBadSequence === null ? verifiedSequence : null
  if (!isWhole) await askForWhole(accountId, ctx.now)
  if (isWhole || (known !== null && lastSequence - known <= atOnce))
    await verifyAndLog(accountId, { isWhole, now: ctx.now, checkpointsEvery: 0 })
  return stateOf(accountId, ctx.now)
}

/** Verifies one account's chain from its beginning, for whoever runs the installation; returns what was found, which is noted. */
export async function verifyWholeChain(accountId: string, now: Date): Promise<Walk> {
  const walk = await verifyAndNote(accountId, { isWhole: true, now, checkpointsEvery: 0 })
  await answerAsked(database(), accountId, now)
  return walk
}

/** The same as somebody asked for it on a page. */
export async function verifyAskedChain(accountId: string, now: Date): Promise<void> {
  logProblem(accountId, await verifyWholeChain(accountId, now))
}

/** Verifies what was added to the chains since they were verified, and those that were not looked at for a day. */
export async function verifyNewEvents(now: Date): Promise<void> {
  const since = new Date(now.getTime() - day)
  await verifyEach('new', (limit) => listUnverified(database(), { since, now, limit }), now)
}

/** Verifies chains from their beginnings, each once in seven days. */
export async function verifyWholeChains(now: Date): Promise<void> {
  const since = new Date(now.getTime() - nearlyAWeek)
  await verifyEach('whole', (limit) => listNotWalked(database(), { since, limit }), now)
}

type Kind = {
  isWhole: boolean
  now: Date
  /** How old in milliseconds the last checkpoint is at least before there is another. */
  checkpointsEvery: number
}
type ListAccounts = (limit: number) => Promise<string[]>

// Those who have waited longest come first, so that what is left for the next time is not always the same.
async function verifyEach(turn: TurnKind, list: ListAccounts, now: Date): Promise<void> {
  const kind = { isWhole: turn === 'whole', now, checkpointsEvery: hour }
  let waiting: string[] = []
  const isDone = await untilDone(secondsAtMost, async () => {
    if (waiting.length === 0) waiting = await list(accountsAtOnce)
    const accountId = waiting.shift()
    if (accountId === undefined) return false
    await takeTurn(database(), turn, accountId, now)
    await verifyAndLog(accountId, kind).catch((error: unknown) =>
      logger().error({ error, accountId }, 'an audit log could not be verified'),
    )
    return true
  })
  if (!isDone) logger().info('some audit logs are left to be verified the next time')
}

async function verifyAndLog(accountId: string, kind: Kind): Promise<void> {
  logProblem(accountId, await verifyAndNote(accountId, kind))
}

function logProblem(accountId: string, { bad }: Walk): void {
  if (!bad) return
  const { sequence, problem } = bad
  logger().error({ accountId, sequence: Number(sequence), problem }, 'an audit log does not hold')
}

/** Walks the chain, notes what was found, and where all holds vouches for its end. Returns what was found. */
export async function verifyAndNote(accountId: string, { isWhole, now, ...kind }: Kind): Promise<Walk> {
  const begunAt = await store.currentTime(database())
  const known = await store.findVerification(database(), accountId)
  // What is wrong is wrong until the whole is found to be right.
  const from = !isWhole && known?.firstBadSequence === null ? known : null
  const walk = notShorter(await walkChain(accountId, from), known)
  const { reached, bad } = walk
  await noteFinding(accountId, walk, { isWhole: from === null, begunAt, now })
  if (!bad && reached.sequence > 0n && (await isCheckpointDue(accountId, { now, ...kind })))
    await vouchFor(database(), { accountId, end: reached, now, standsForRemoved: false })
  return walk
}

// What was there when it was verified before and is no more was cut off, whether or not a checkpoint was signed behind it.
function notShorter(walk: Walk, known: store.Verification | null): Walk {
  const { reached, bad } = walk
  if (bad || !known || known.sequence <= reached.sequence) return walk
  return { reached, bad: { sequence: reached.sequence + 1n, problem: 'missing' } }
}

async function isCheckpointDue(
  accountId: string,
  { now, checkpointsEvery }: Omit<Kind, 'isWhole'>,
): Promise<boolean> {
  if (checkpointsEvery === 0) return true
  const last = await findLastSigned(accountId, now)
  return last === null || now.getTime() - last.getTime() >= checkpointsEvery
}

async function askForWhole(accountId: string, now: Date): Promise<void> {
  await withTransaction(async (tx) => {
    await takeTurn(tx, 'asked', accountId, now)
    await enqueueJob(tx, 'verify_audit_log', { accountId }, { key: `verify_audit_log ${accountId}` })
  })
}

async function stateOf(accountId: string, now: Date): Promise<ChainState> {
  const state = await store.findChainState(database(), accountId)
  const bad = state.firstBadSequence === null ? null : Number(state.firstBadSequence)
  const verified = state.verifiedSequence === null ? null : Number(state.verifiedSequence)
  return {
    last_sequence: Number(state.lastSequence),
    // It may have come farther before.
    verified_sequence: bad === null || verified === null ? verified : Math.min(verified, bad - 1),
    verified_at: state.verifiedAt?.toISOString() ?? null,
    first_bad_sequence: bad,
    problem: state.problem,
    // A job is tried for a day.
    is_being_verified: state.askedAt !== null && now.getTime() - state.askedAt.getTime() < day,
  }
}
