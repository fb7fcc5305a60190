import { renameOrganization } from '@/lib/accounts/service'
import { verifyAuditChain } from '@/lib/audit/service'
import { database } from '@/lib/db/transaction'
import { enqueueJob } from '@/lib/jobs/service'
import { query } from '@/lib/testing/database'
import { newPerson } from '@/lib/testing/people'
import { fillLog } from './audit-data'
import { percentile } from './load'
import { makeOrganizationOf } from './workspace-data'

const millisecondsAtMost = 10 * 60_000

/**
 * Has the product's worker remove some of the events of a year that a plan keeps for 90 days, while somebody changes the same account all the
 * time; says how long they waited. Throws when the chain does not hold afterwards.
 */
export async function measureRetention(events: number): Promise<string> {
  const administrator = await newPerson({ name: 'Grace Hopper' })
  const { id: accountId } = await makeOrganizationOf(administrator, 10)
  const { ctx } = administrator
  await fillLog(accountId, { events, people: 100, roles: 1_000, workspaces: 200, rareEvery: 2_000 })
  await query('VACUUM (ANALYZE) audit_event')
  const change = async (number: number) => {
    const started = performance.now()
    await renameOrganization({ ...ctx, now: new Date() }, { accountId, name: `Name ${number}` })
    return performance.now() - started
  }
  const alone: number[] = []
  for (let number = 0; number < 500; number += 1) alone.push(await change(number))
  // Not through the service: for 30 days after a change of plan nothing is removed.
  await query(`UPDATE account SET plan = 'STANDARD' WHERE id = $1`, [accountId])
  await enqueueJob(database(), 'remove_old_events', {})
  const meanwhile: number[] = []
  let removing = 0
  const started = performance.now()
  while (performance.now() - started < millisecondsAtMost) {
    meanwhile.push(await change(meanwhile.length))
    const first = await firstSequence(accountId)
    if (first > 1 && removing === 0) removing = performance.now()
    if (await isDone(accountId, first)) break
  }
  const seconds = (performance.now() - removing) / 1_000
  const removed = (await firstSequence(accountId)) - 1
  if (!(await verifyAuditChain(accountId)).intact) throw new Error('what was left does not hold')
  return (
    `- removal for age: ${removed.toLocaleString('en')} of ${events.toLocaleString('en')} events in ${Math.round(seconds)} s, after verifying all; ` +
    `${meanwhile.length.toLocaleString('en')} changes of the account meanwhile: ${told(meanwhile)}; 500 before: ${told(alone)}; what is left holds\n`
  )
}

function told(milliseconds: number[]): string {
  const text = (value: number) => `${value.toFixed(0)} ms`
  const [median, p95] = [percentile(milliseconds, 0.5), percentile(milliseconds, 0.95)]
  return `median ${text(median)}, p95 ${text(p95)}, longest ${text(Math.max(...milliseconds))}`
}

async function firstSequence(accountId: string): Promise<number> {
  const [row] = await query<{ first: number }>(
    'SELECT min(sequence)::int AS first FROM audit_event WHERE account_id = $1',
    [accountId],
  )
  return row?.first ?? 0
}

/** Whether nothing is left of what the checkpoint stands for. */
async function isDone(accountId: string, first: number): Promise<boolean> {
  const [row] = await query<{ sequence: number | null }>(
    'SELECT max(sequence)::int AS sequence FROM audit_checkpoint WHERE account_id = $1 AND stands_for_removed',
    [accountId],
  )
  return typeof row?.sequence === 'number' && first > row.sequence
}
