import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from '@/lib/testing/database'
import { measureBesideBare } from './beside-bare'
import { makeKeyBench } from './key-data'
import { listKeyMeasures } from './key-measures'

// Measures what a program does with a key over GraphQL in an organization of 100,000 members, beside a bare handler on the same
// database. Started by scripts/bench.mjs with the product's address and settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const productUrl = `http://127.0.0.1:${port}`

try {
  process.stderr.write('  making an organization of 100,000 members …\n')
  const bench = await makeKeyBench()
  await measureBesideBare(bench.organization.id, async (bareUrl) =>
    listKeyMeasures({ productUrl, bareUrl, bench }),
  )
} finally {
  await closeTestDatabase()
  await closeDatabase()
}
