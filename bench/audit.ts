import { z } from 'zod'
import { exportAuditLog } from '@/lib/audit/export'
import { exportAuditLogInput } from '@/lib/audit/schema'
import { verifyAuditChain } from '@/lib/audit/service'
import { closeDatabase } from '@/lib/db/connection'
import { apiPaths } from '@/lib/paths'
import { closeTestDatabase } from '@/lib/testing/database'
import { makeAuditBench, type AuditBench } from './audit-data'
import { listAuditMeasures } from './audit-measures'
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
  for (const format of ['ndjson', 'csv'] as const) await measureExport(bench, format)
  await measureMemory(bench)
  await measureVerification(bench)
  process.stdout.write(await measureRetention(old))
  process.stdout.write(`\n${await measureWrites()}\n`)
} finally {
  await closeTestDatabase()
  await closeDatabase()
}

/** All of the long log over HTTP, read and thrown away. */
async function measureExport({ cookie, many: place }: AuditBench, format: 'ndjson' | 'csv'): Promise<void> {
  const started = performance.now()
  const answer = await fetch(`${productUrl}${apiPaths.auditExport(place.accountId, format, {})}`, {
    headers: { cookie },
  })
  let bytes = 0
  for await (const chunk of answer.body ?? []) bytes += chunk.byteLength
  const seconds = (performance.now() - started) / 1_000
  say(`export as ${format}`, place.events / seconds, `${(bytes / 2 ** 20 / seconds).toFixed(1)} MiB a second`)
}

/** The same in this process, where its memory can be seen. */
async function measureMemory({ ctx, many: place }: AuditBench): Promise<void> {
  const input = { ...exportAuditLogInput.parse({ accountId: place.accountId }), format: 'ndjson' } as const
  const { pieces } = await exportAuditLog({ ...ctx, now: new Date() }, input)
  const megabytes: number[] = []
  for await (const piece of pieces)
    if (piece !== '') megabytes.push(Math.round(process.memoryUsage.rss() / 2 ** 20))
  const tenth = megabytes.slice(0, Math.ceil(megabytes.length / 10))
  process.stdout.write(
    `- memory of the process that exports: at most ${Math.max(...tenth)} MB in the first tenth of it, ${Math.max(...megabytes)} MB in all of it\n`,
  )
}

async function measureVerification({ many: place }: AuditBench): Promise<void> {
  const started = performance.now()
  const verdict = await verifyAuditChain(place.accountId)
  if (!verdict.intact) throw new Error('the chain of the bench does not hold')
  const megabytes = Math.round(process.memoryUsage.rss() / 2 ** 20)
  say(
    'verification',
    place.events / ((performance.now() - started) / 1_000),
    `${megabytes} MB of memory at its end`,
  )
}

function say(what: string, rate: number, more: string): void {
  process.stdout.write(`- ${what}: ${Math.round(rate).toLocaleString('en')} events a second, ${more}\n`)
}
