import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { medianRun, runLoad, type Run, type RunLength, type Target } from './load'
import { tableOf, type Row } from './table'

/** One row of the table: the same thing asked of the product and of the bare handler. */
export type Measure = {
  title: string
  product: Target
  bare: Target
  length: RunLength
  warmUp: RunLength
  /** Throws when the answers were good but the work was not done. */
  verify?: () => Promise<void>
}

/** How often each side is measured. */
export const runsPerSide = 3

/** The length of a measure whose requests can be made again and again. */
export const timed = { length: { seconds: 2 }, warmUp: { requests: 64 } } as const

/** Starts the bare handler for one account, takes every measure that `list` makes with its address, and prints the table. */
export async function measureBesideBare(
  accountId: string,
  list: (bareUrl: string) => Promise<Measure[]>,
): Promise<void> {
  const bare = fork(new URL('bare-server.mjs', import.meta.url), [accountId])
  try {
    const bareUrl = `http://127.0.0.1:${await portOf(bare)}`
    const rows: Row[] = []
    for (const measure of await list(bareUrl)) rows.push(await measureBoth(measure))
    process.stdout.write(`${tableOf(rows)}\n`)
  } finally {
    bare.disconnect()
  }
}

// The sides take turns, so that whatever else the machine does meets both.
async function measureBoth({ title, product, bare: other, length, warmUp, verify }: Measure): Promise<Row> {
  process.stderr.write(`  ${title} …\n`)
  const runs: { product: Run[]; bare: Run[] } = { product: [], bare: [] }
  await runLoad(product, warmUp)
  await runLoad(other, warmUp)
  for (let run = 0; run < runsPerSide; run += 1) {
    runs.product.push(await runLoad(product, length))
    runs.bare.push(await runLoad(other, length))
  }
  await verify?.()
  return { title, product: medianRun(runs.product), bare: medianRun(runs.bare) }
}

async function portOf(child: ChildProcess): Promise<number> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the bare server did not start')))
  // It ends in the end, when nobody waits for its port any more.
  ended.catch(() => {})
  const message: unknown[] = await Promise.race([once(child, 'message'), ended])
  return z.number().parse(message[0])
}
