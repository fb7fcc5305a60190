import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from '@/lib/testing/database'
import { makeOrganization } from './data'
import { medianRun, runLoad, type Run } from './load'
import { listMeasures, runsPerSide, type Measure } from './measures'
import { tableOf, type Row } from './table'

// Measures a running product beside a bare handler on the same database. Started by scripts/bench.mjs with the product's address
// and settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const productUrl = `http://127.0.0.1:${port}`

const { organization, people } = await makeOrganization()
const bare = fork(new URL('bare-server.mjs', import.meta.url), [organization.id])
try {
  const bareUrl = `http://127.0.0.1:${await portOf(bare)}`
  const rows: Row[] = []
  for (const measure of await listMeasures({ productUrl, bareUrl, organization, people }))
    rows.push(await measureBoth(measure))
  process.stdout.write(`${tableOf(rows)}\n`)
} finally {
  bare.disconnect()
  await closeTestDatabase()
  await closeDatabase()
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
