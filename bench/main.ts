import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from '@/lib/testing/database'
import { measureBesideBare } from './beside-bare'
import { makeOrganization } from './data'
import { listMeasures } from './measures'

// Measures a running product beside a bare handler on the same database. Started by scripts/bench.mjs with the product's address
// and settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const productUrl = `http://127.0.0.1:${port}`

try {
  const { organization, people } = await makeOrganization()
  await measureBesideBare(organization.id, (bareUrl) =>
    listMeasures({ productUrl, bareUrl, organization, people }),
  )
} finally {
  await closeTestDatabase()
  await closeDatabase()
}
