import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from '@/lib/testing/database'
import { makeAuditBench } from './audit-data'
import { listAuditMeasures } from './audit-measures'
import { measureExport, measureMemory, measureVerification } from './audit-reading'
import { measureRetention } from './audit-retention'
import { measureWrites } from './audit-writes'
import { headingOf, lineOf } from './few-and-many'
import { markdownTable } from './table'

// Measures the audit log of 10,000 events and of 5 million, in one database. Started by scripts/bench.mjs with the product's address and
// settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const productUrl = `http://127.0.0.1:${port}`
const many = Number(process.env['BENCH_AUDIT_EVENTS'] ?? 5_000_000)
/** A year of them, of which three quarters are older than 90 days. */
const old = Math.ceil(many / 4)

try {
  process.stderr.write(`  making logs of 10,000 and ${many.toLocaleString('en')} events …\n`)
  const bench = await makeAuditBench(many)
  const lines: string[][] = []
  for (const measure of listAuditMeasures(productUrl, bench)) lines.push(await lineOf(measure))
  process.stdout.write(`${markdownTable(headingOf('10,000', many.toLocaleString('en')), lines)}\n\n`)
  for (const format of ['ndjson', 'csv'] as const) await measureExport(productUrl, bench, format)
  await measureMemory(bench)
  await measureVerification(bench)
  process.stdout.write(await measureRetention(old))
  process.stdout.write(`\n${await measureWrites()}\n`)
} finally {
  await closeTestDatabase()
  await closeDatabase()
}
