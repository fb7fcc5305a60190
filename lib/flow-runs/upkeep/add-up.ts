import { database } from '@/lib/db/transaction'
import { untilDone } from '@/lib/jobs/until-done'
import * as store from './add-up-store'

const batchSize = 10_000
const secondsAtMost = 45

/**
 * Adds the changes that every written run leaves to the counts of their hours, in batches with a commit each, so that what has to be added
 * up when somebody looks stays small. It may run while runs are written and beside itself; what it does not get done is done the next time.
 */
export async function addUpRunCounts(): Promise<void> {
  await untilDone(secondsAtMost, async () => (await store.addUpChanges(database(), batchSize)) === batchSize)
  await store.deleteEmptyCounts(database())
}
