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

type Claim = {
  now: Date
  until: Date
  limit: number
  /** How many of one account at most, and the accounts of which none is to be taken. */
  perAccount: number
  exceptAccountIds: readonly string[]
}

/**
 * Takes webhooks for which there are events and whose time has come, those that wait longest first. Those of a suspended account wait until it is
 * reactivated.
 */
export async function claimDue(tx: Tx, claim: Claim): Promise<ClaimedWebhook[]> {
  const { now, until, limit, perAccount, exceptAccountIds } = claim
  return tx.$queryRaw<ClaimedWebhook[]>`
    WITH waiting AS (
      SELECT d.account_id, d.id, c.sequence,
        row_number() OVER (PARTITION BY d.account_id ORDER BY d.next_attempt_at NULLS FIRST, d.id) AS place
      FROM webhook d JOIN audit_chain c ON c.account_id = d.account_id JOIN account a ON a.id = d.account_id
      WHERE d.is_enabled AND a.suspended_at IS NULL AND c.sequence > d.delivered_sequence
        AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= ${now}) AND d.account_id <> ALL (${exceptAccountIds}::uuid[]))
    UPDATE webhook w SET next_attempt_at = ${until} FROM (
      SELECT d.account_id, d.id, e.sequence FROM webhook d JOIN waiting e ON e.account_id = d.account_id AND e.id = d.id
      WHERE e.place <= ${perAccount} AND d.is_enabled AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= ${now})
      ORDER BY d.next_attempt_at NULLS FIRST LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED) due
    WHERE w.account_id = due.account_id AND w.id = due.id
    RETURNING w.account_id AS "accountId", w.id, w.url, w.sealed_secret AS "sealedSecret", w.actions,
      w.delivered_sequence AS "deliveredSequence", w.failures, w.next_attempt_at AS "nextAttemptAt", due.sequence AS end`
}

type Step = { deliveredSequence: bigint; failures: number; nextAttemptAt: Date | null }

/** Notes how far a webhook has come and when it is tried next. Returns whether it goes on: it is still this process's, and its account is in use. */
export async function moveOn(tx: Tx, claimed: ClaimedWebhook, step: Step): Promise<boolean> {
  const { accountId, id, nextAttemptAt } = claimed
  const [moved] = await tx.$queryRaw<{ isInUse: boolean }[]>`
    UPDATE webhook w SET delivered_sequence = ${step.deliveredSequence}, failures = ${step.failures},
      next_attempt_at = ${step.nextAttemptAt}::timestamptz
    FROM account a
    WHERE w.account_id = ${accountId}::uuid AND w.id = ${id}::uuid AND w.next_attempt_at = ${nextAttemptAt} AND w.is_enabled
      AND a.id = w.account_id
    RETURNING a.suspended_at IS NULL AS "isInUse"`
  return moved?.isInUse ?? false
}

/** Deletes deliveries that were logged before a time, at most so many; returns how many. */
export async function deleteDeliveriesBefore(tx: Tx, before: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM webhook_delivery WHERE (account_id, id) IN (
      SELECT account_id, id FROM webhook_delivery WHERE requested_at < ${before} LIMIT ${limit})`
}
