import { exportAuditLog } from '@/lib/audit/export'
import { exportAuditLogInput } from '@/lib/audit/schema'
import { verifyAuditChain } from '@/lib/audit/service'
import { apiPaths } from '@/lib/paths'
import type { AuditBench } from './audit-data'

/** All of the long log over HTTP, read and thrown away. */
export async function measureExport(
  productUrl: string,
  { cookie, many: place }: AuditBench,
  format: 'ndjson' | 'csv',
): Promise<void> {
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
export async function measureMemory({ ctx, many: place }: AuditBench): Promise<void> {
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

/** The walk of the whole chain, in this process. */
export async function measureVerification({ many: place }: AuditBench): Promise<void> {
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
