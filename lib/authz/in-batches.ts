import { AppError } from '@/lib/errors'
import type { MembershipOutcome } from '@/lib/outcome'

// Long enough to be quick, short enough that nobody waits for the account's lock.
const batchSize = 100

type Batches<One> = {
  /** Changes some of them in a transaction of their own and tells what became of each. */
  change: (ids: string[]) => Promise<One[]>
  /** What is told of one that a refusal of the whole leaves undone after others have been done. */
  refused: (id: string, refusal: AppError) => One
}

/**
 * Changes many in batches of one transaction each, so that no lock is held for more than a moment; each batch asks again what the actor
 * may do. Throws what refuses the first batch; when a later one is refused, what is left is told as refused. Outcomes come in the order of
 * `ids`, which names each once.
 */
export async function inBatches<One>(
  ids: readonly string[],
  { change, refused }: Batches<One>,
): Promise<One[]> {
  const outcomes: One[] = []
  for (let start = 0; start < ids.length; start += batchSize) {
    try {
      outcomes.push(...(await change(ids.slice(start, start + batchSize))))
    } catch (error) {
      if (start === 0 || !(error instanceof AppError)) throw error
      return [...outcomes, ...ids.slice(start).map((id) => refused(id, error))]
    }
  }
  return outcomes
}

/** The outcome of a member or service account that a refusal of the whole leaves undone. */
export function refusedLate(membershipId: string, { reason, code, message }: AppError): MembershipOutcome {
  return { membershipId, name: '', outcome: 'refused', reason: reason ?? code, message }
}
