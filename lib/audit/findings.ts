import { withTransaction } from '@/lib/db/transaction'
import * as store from './proof-store'
import type { Walk } from './walk'

/** Which walk found something. */
type Walked = {
  /** Whether it went from the beginning. */
  isWhole: boolean
  /** When it began, by the clock of the database. */
  begunAt: Date
  /** The same as it is told. */
  now: Date
}

/**
 * Notes what a walk found, whatever other walks found meanwhile: a problem is always noted, and only a walk of the whole that began after it was
 * noted takes it back.
 */
export async function noteFinding(accountId: string, { reached, bad }: Walk, walked: Walked): Promise<void> {
  const finding = {
    ...reached,
    verifiedAt: walked.now,
    firstBadSequence: bad?.sequence ?? null,
    problem: bad?.problem ?? null,
  }
  await withTransaction(async (tx) => {
    const problemNotedAt = bad ? await store.currentTime(tx) : null
    const found = { ...finding, problemNotedAt }
    if (await store.createVerification(tx, accountId, found)) return
    const known = await store.lockVerification(tx, accountId)
    if (known) await store.updateVerification(tx, accountId, settled(known, found, walked))
  })
}

/** What counts of what was known and what was found. */
export function settled(
  known: store.Verification,
  found: store.Verification,
  { isWhole, begunAt }: Pick<Walked, 'isWhole' | 'begunAt'>,
): store.Verification {
  const isLater = found.verifiedAt >= known.verifiedAt
  if (known.firstBadSequence === null) {
    // Of two that found nothing the later one counts.
    if (found.firstBadSequence === null) return isLater ? found : known
    return { ...found, ...farthest(known, found) }
  }
  if (isWhole && known.problemNotedAt !== null && begunAt > known.problemNotedAt)
    return { ...found, ...farthest(known, found) }
  if (found.firstBadSequence === null) return known
  const { verifiedAt } = isLater ? found : known
  const first = found.firstBadSequence < known.firstBadSequence ? found : known
  return { ...first, ...farthest(known, found), verifiedAt, problemNotedAt: found.problemNotedAt }
}

// How far it held before is kept where something is wrong: a walk of the whole must come as far again to take it back.
function farthest(one: store.Verification, other: store.Verification) {
  const { sequence, hash } = one.sequence > other.sequence ? one : other
  return { sequence, hash }
}
