import type { Tx } from '@/lib/db/transaction'
import { exportedEventOf, type ExportedEvent } from './export'
import { everything } from './filter'
import { listInSequence } from './log-store'

/**
 * The events of an account after a number, in the order of the chain, with all that their hashes cover: for what sends them on. Asks nobody for a
 * permission.
 */
export async function listOutgoing(
  tx: Tx,
  accountId: string,
  { after, limit }: { after: bigint; limit: number },
): Promise<ExportedEvent[]> {
  const page = { filter: everything, isAscending: true, after, upTo: null, limit, readAtMost: null }
  const events = await listInSequence(tx, accountId, page)
  return events.map(exportedEventOf)
}
