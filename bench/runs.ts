import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from '@/lib/testing/database'
import { headingOf, lineOf } from './few-and-many'
import { makeRunBench } from './run-data'
import { listRunMeasures } from './run-measures'
import { markdownTable } from './table'

// Measures flow runs in a workspace of 10,000 and in one of 1,000,000, in one database. Started by scripts/bench.mjs with the product's
// address and settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const productUrl = `http://127.0.0.1:${port}`

try {
  process.stderr.write('  making workspaces of 10,000 and 1,000,000 runs …\n')
  const bench = await makeRunBench()
  const lines: string[][] = []
  for (const measure of await listRunMeasures(productUrl, bench)) lines.push(await lineOf(measure))
  process.stdout.write(`${markdownTable(headingOf('10,000', '1,000,000'), lines)}\n`)
} finally {
  await closeTestDatabase()
  await closeDatabase()
}
