import type { Tx } from '@/lib/db/transaction'
import { rowOf, type Row } from './export'
import { listExported } from './store'

const lastNumber = 2n ** 63n - 1n

/**
 * The events of an account after a number, in the order of the chain, with all that their hashes cover: for what sends them on. Asks nobody for a
 * permission.
 */
export async function listOutgoing(
  tx: Tx,
  accountId: string,
  { after, limit }: { after: bigint; limit: number },
): Promise<Row[]> {
  const within = { since: null, until: null, upTo: lastNumber }
  const events = await listExported(tx, accountId, { after, within, limit })
  return events.map(rowOf)
}
