import { database, withTransaction } from '@/lib/db/transaction'
import { untilDone } from '@/lib/jobs/until-done'
import { logger } from '@/lib/log'
import { graceDays } from '@/lib/plans/retention'
import { auditDaysOfPlans } from '@/lib/plans/service'
import { vouchFor } from './checkpoints'
import * as store from './retention-store'
import { verifyAndNote } from './verification'

const accountsAtOnce = 100
const eventsAtOnce = 1_000
const secondsAtMost = 120
const hour = 3_600_000
const day = 24 * hour

/**
 * Removes audit events that are older than their account's plan keeps them, and that of no account whose plan was changed in the last 30 days.
 * A chain is verified before, and one that does not hold keeps everything; a signed checkpoint stands for what is removed, so that the rest stays
 * verifiable. In batches with a commit each, for two minutes at most; the next time goes on where this one ended. The logs of deleted accounts
 * and of the installation are kept.
 */
export async function removeOldEvents(now: Date): Promise<void> {
  const graceSince = new Date(now.getTime() - graceDays * day)
  let after: string | null = null
  const isDone = await untilDone(secondsAtMost, async () => {
    const found: store.OldEvents[] = await store.listAccountsWithOldEvents(database(), {
      before: beforesOf(now),
      graceSince,
      after,
      limit: accountsAtOnce,
    })
    for (const old of found) await removeOf(old, now)
    after = found.at(-1)?.accountId ?? after
    return found.length === accountsAtOnce
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
  const isIntact = await verifyAndNote(accountId, { isWhole: true, now, checkpointsEvery: hour })
  if (!isIntact) {
    logger().error({ accountId }, 'old audit events are kept, as the chain does not hold')
    return
  }
  const end = await store.findLastOld(database(), accountId, before)
  if (!end) return
  await withTransaction((tx) => vouchFor(tx, { accountId, end, now, standsForRemoved: true }))
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
