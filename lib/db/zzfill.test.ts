import { query as q } from '@/lib/testing/database'
import { test } from 'vitest'
void q
test('fill', { timeout: 900_000 }, async () => {
  const url = process.env['H2_URL'] ?? ''
  process.env['DATABASE_URL'] = url
  process.env['DATABASE_NAMED_STATEMENTS'] = 'true'
  const { migrate } = await import('./migrate')
  await migrate({ databaseUrl: url, folder: 'prisma/migrations' })
  const { makeRunBench } = await import('../../bench/run-data')
  const bench = await makeRunBench()
  console.log(
    JSON.stringify({
      few: bench.few.workspaceId,
      many: bench.many.workspaceId,
      account: bench.few.accountId,
      key: bench.key,
    }),
  )
})
