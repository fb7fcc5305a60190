import type { Tx } from '@/lib/db/transaction'
import type { StoredWebhook } from './store'

/** A webhook that this process alone sends to until then: `nextAttemptAt` is what it is known by. */
export type ClaimedWebhook = Pick<
  StoredWebhook,
  'accountId' | 'id' | 'url' | 'sealedSecret' | 'actions' | 'deliveredSequence' | 'failures'
> & {
  nextAttemptAt: Date
  /** Where the chain of the account ended then. */
  end: bigint
}

type Claim = { now: Date; until: Date; limit: number }

/** Takes webhooks for which there are events and whose time has come, those that wait longest first. */
export async function claimDue(tx: Tx, { now, until, limit }: Claim): Promise<ClaimedWebhook[]> {
  return tx.$queryRaw<ClaimedWebhook[]>`
    UPDATE webhook w SET next_attempt_at = ${until} FROM (
      SELECT d.account_id, d.id, c.sequence FROM webhook d JOIN audit_chain c ON c.account_id = d.account_id
      WHERE d.is_enabled AND c.sequence > d.delivered_sequence AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= ${now})
      ORDER BY d.next_attempt_at NULLS FIRST LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED) due
    WHERE w.account_id = due.account_id AND w.id = due.id
    RETURNING w.account_id AS "accountId", w.id, w.url, w.sealed_secret AS "sealedSecret", w.actions,
      w.delivered_sequence AS "deliveredSequence", w.failures, w.next_attempt_at AS "nextAttemptAt", due.sequence AS end`
}

type Step = { deliveredSequence: bigint; failures: number; nextAttemptAt: Date | null }

/** Notes how far a webhook has come and when it is tried next, unless it is no longer this process's: returns whether it was. */
export async function moveOn(tx: Tx, claimed: ClaimedWebhook, step: Step): Promise<boolean> {
  const { accountId, id, nextAttemptAt } = claimed
  const moved = await tx.$executeRaw`
    UPDATE webhook SET delivered_sequence = ${step.deliveredSequence}, failures = ${step.failures},
      next_attempt_at = ${step.nextAttemptAt}::timestamptz
    WHERE account_id = ${accountId}::uuid AND id = ${id}::uuid AND next_attempt_at = ${nextAttemptAt} AND is_enabled`
  return moved > 0
}

/** Deletes deliveries that were logged before a time, at most so many; returns how many. */
export async function deleteDeliveriesBefore(tx: Tx, before: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM webhook_delivery WHERE (account_id, id) IN (
      SELECT account_id, id FROM webhook_delivery WHERE requested_at < ${before} LIMIT ${limit})`
}
