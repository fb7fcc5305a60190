import { database, withTransaction } from '@/lib/db/transaction'
import { untilDone } from '@/lib/jobs/until-done'
import { logger } from '@/lib/log'
import { graceDays } from '@/lib/plans/retention'
import { auditDaysOfPlans } from '@/lib/plans/service'
import { vouchFor } from './checkpoints'
import { noteFinding } from './findings'
import { currentTime, findVerification } from './proof-store'
import * as store from './retention-store'
import type { ChainEnd } from './store'
import { takeTurn } from './turn-store'
import { findBase, walkPrefix } from './walk'

const accountsAtOnce = 100
const eventsAtOnce = 1_000
const secondsAtMost = 120
const day = 86_400_000

/**
 * Removes audit events that are older than their account's plan keeps them, and that of no account whose plan was changed in the last 30 days.
 * They are verified before, and a chain that does not hold keeps everything; a signed checkpoint stands for what is removed, so that the rest
 * stays verifiable. In batches with a commit each, for two minutes at most; the next time goes on with the accounts that have waited longest.
 * The logs of deleted accounts and of the installation are kept.
 */
export async function removeOldEvents(now: Date): Promise<void> {
  const asked = {
    before: beforesOf(now),
    graceSince: new Date(now.getTime() - graceDays * day),
    now,
    limit: accountsAtOnce,
  }
  let waiting: store.OldEvents[] = []
  const isDone = await untilDone(secondsAtMost, async () => {
    if (waiting.length === 0) waiting = await store.listAccountsWithOldEvents(database(), asked)
    const old = waiting.shift()
    if (!old) return false
    await takeTurn(database(), 'removal', old.accountId, now)
    await removeOf(old, now).catch((error: unknown) =>
      logger().error({ error, accountId: old.accountId }, 'old audit events could not be removed'),
    )
    return true
  })
  if (!isDone) logger().info('some old audit events are left for the next time')
}

function beforesOf(now: Date): store.Befores {
  const beforeOf = (days: number | null) => (days === null ? null : new Date(now.getTime() - days * day))
  const { STANDARD, ORGANIZATION, ENTERPRISE } = auditDaysOfPlans()
  return {
    STANDARD: beforeOf(STANDARD),
    ORGANIZATION: beforeOf(ORGANIZATION),
    ENTERPRISE: beforeOf(ENTERPRISE),
  }
}

async function removeOf({ accountId, before }: store.OldEvents, now: Date): Promise<void> {
  const end = await store.findLastOld(database(), accountId, before)
  if (!end) return
  if (!(await isWholeUpTo(accountId, end, now))) {
    logger().error({ accountId }, 'old audit events are kept, as the chain does not hold')
    return
  }
  await withTransaction((tx) => vouchFor(tx, { accountId, end, now, standsForRemoved: true }))
  // Somebody else's may stand where ours should.
  if ((await findBase(accountId)).sequence < end.sequence) {
    logger().error({ accountId }, 'old audit events are kept, as what is to stand for them is not signed')
    return
  }
  let removed = 0
  const isDone = await untilDone(secondsAtMost, async () => {
    const count = await store.deleteEventsUpTo(database(), accountId, {
      sequence: end.sequence,
      limit: eventsAtOnce,
    })
    removed += count
    return count === eventsAtOnce
  })
  logger().info({ accountId, removed, upTo: Number(end.sequence), isDone }, 'old audit events were removed')
}

// Evidence is kept: of what is to go, and of what was found before.
async function isWholeUpTo(accountId: string, end: ChainEnd, now: Date): Promise<boolean> {
  const known = await findVerification(database(), accountId)
  if (known && known.firstBadSequence !== null) return false
  const begunAt = await currentTime(database())
  const walk = await walkPrefix(accountId, end)
  if (walk.bad) await noteFinding(accountId, walk, { isWhole: false, begunAt, now })
  return walk.bad === null
}
