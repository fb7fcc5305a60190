import { z } from 'zod'
import { apiPaths } from '@/lib/paths'
import { query } from '@/lib/testing/database'
import { percentile, timeAnswers } from './load'
import type { SizedOrganization } from './size-data'

const times = 20
const manyHolders = 10_000
const allowedMilliseconds = 2_000

/** A sentence: how long it takes to show what an edit of a role would do that at least 10,000 members hold. */
export async function timePreview(productUrl: string, organization: SizedOrganization): Promise<string> {
  const { id, cookie } = organization
  const [role] = await query<{ id: string; permissions: string[]; holders: number }>(
    `SELECT r.id, r.permissions, count(*)::int AS holders FROM role r
     JOIN membership m ON m.account_id = r.account_id AND m.role_id = r.id
     WHERE r.account_id = $1 AND r.built_in IS NULL GROUP BY r.account_id, r.id ORDER BY holders DESC LIMIT 1`,
    [id],
  )
  if (!role || role.holders < manyHolders) throw new Error('no custom role has 10,000 members')
  // Without the permissions that change something: everybody loses them wherever nothing else gives them.
  const left = role.permissions.filter((permission) => permission.startsWith('read:'))
  const path = apiPaths.rolePreview(id, role.id, left)
  const target = { url: productUrl, nextRequest: () => ({ path, headers: { cookie } }) }
  await requireEffects(`${productUrl}${path}`, cookie)
  const { milliseconds } = await timeAnswers(target, { requests: times }, 1)
  const p95 = percentile(milliseconds, 0.95)
  const figures = `median ${Math.round(percentile(milliseconds, 0.5))} ms, p95 ${Math.round(p95)} ms`
  const verdict = p95 > allowedMilliseconds ? ' !' : ''
  return `Preview of an edit of a role that ${role.holders.toLocaleString('en')} members hold: ${figures}.${verdict}`
}

// An answer that says that nothing changes would be quick and wrong.
async function requireEffects(url: string, cookie: string): Promise<void> {
  const response = await fetch(url, { headers: { cookie } })
  const { effects } = z
    .object({ effects: z.array(z.object({ people: z.number() })) })
    .parse(await response.json())
  if (!effects.some(({ people }) => people > 0)) throw new Error('the preview shows no effect')
}
