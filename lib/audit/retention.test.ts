import { beforeEach, describe, expect, test } from 'vitest'
import { setPlan } from '@/lib/accounts/operate'
import { systemContext } from '@/lib/authz/session'
import { database } from '@/lib/db/transaction'
import type { PlanName } from '@/lib/plans/schema'
import { addEvents, tamper } from '@/lib/testing/audit-chain'
import { query } from '@/lib/testing/database'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { vouchFor } from './checkpoints'
import { removeOldEvents } from './retention'
import { verifyAuditChain } from './service'
import { getChainState, verifyNow } from './verification'

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000)

let organization: Organization
let accountId: string

/** An organization on a plan that has nothing in its log yet. */
async function begin(plan: PlanName): Promise<void> {
  organization = await newOrganization({ plan })
  accountId = organization.accountId
  await tamper(
    accountId,
    'delete from audit_event where account_id = $1',
    'delete from audit_chain where account_id = $1',
  )
}
beforeEach(() => begin('STANDARD'))

const age = (count: number, days: number) => addEvents(accountId, count, daysFromNow(-days))
const intact = (events: number) => ({ intact: true, events: BigInt(events) })

async function sequences(): Promise<number[]> {
  const rows = await query<{ sequence: number }>(
    'select sequence::int from audit_event where account_id = $1 order by sequence',
    [accountId],
  )
  return rows.map(({ sequence }) => sequence)
}

describe('events that are older than the plan keeps them', () => {
  test('are removed, a signed checkpoint stands for them, and the chain holds', async () => {
    await age(5, 95)
    await age(3, 80)
    await removeOldEvents(new Date())
    expect(await sequences()).toEqual([6, 7, 8])
    expect(await verifyAuditChain(accountId)).toEqual(intact(8))
    const standing = 'select sequence::int from audit_checkpoint where account_id = $1 and stands_for_removed'
    expect(await query(standing, [accountId])).toEqual([{ sequence: 5 }])
    await addEvents(accountId, 1)
    await removeOldEvents(daysFromNow(11))
    expect(await sequences()).toEqual([9])
    expect(await verifyAuditChain(accountId)).toEqual(intact(9))
  })

  test('may be all that there are', async () => {
    await age(4, 100)
    await removeOldEvents(new Date())
    expect(await sequences()).toEqual([])
    expect(await verifyAuditChain(accountId)).toEqual(intact(4))
    await addEvents(accountId, 2)
    expect(await verifyAuditChain(accountId)).toEqual(intact(6))
    expect(await sequences()).toEqual([5, 6])
  })

  test('stay behind one that is younger, as the clock of a server may be wrong', async () => {
    await age(2, 100)
    await age(1, 10)
    await age(2, 100)
    await removeOldEvents(new Date())
    expect(await sequences()).toEqual([3, 4, 5])
  })

  test('stay on a plan that keeps them longer, and for 30 days after the plan went down', async () => {
    await begin('ORGANIZATION')
    await age(2, 100)
    await removeOldEvents(new Date())
    await setPlan(systemContext('The tests'), { handle: organization.handle, plan: 'STANDARD' })
    await removeOldEvents(daysFromNow(29))
    expect(await sequences()).toEqual([1, 2, 3])
    await removeOldEvents(daysFromNow(31))
    expect(await sequences()).toEqual([3])
  })

  test('stay where the chain does not hold', async () => {
    await age(4, 100)
    await tamper(accountId, `update audit_event set message = 'x' where account_id = $1 and sequence = 2`)
    await removeOldEvents(new Date())
    expect(await sequences()).toEqual([1, 2, 3, 4])
  })

  test('stay where what is to stand for them was not signed', async () => {
    await begin('ENTERPRISE')
    await age(4, 3_000)
    const { ctx } = organization.administrator
    await verifyNow(ctx, { accountId })
    await query(
      `insert into audit_checkpoint select account_id, 3, (select hash from audit_event where account_id = $1 and sequence = 3),
         created_at, key_id, signature, true from audit_checkpoint where account_id = $1`,
      [accountId],
    )
    await removeOldEvents(new Date())
    expect(await sequences()).toEqual([1, 2, 3, 4])
    expect(await getChainState(ctx, accountId)).toMatchObject({
      first_bad_sequence: 3,
      problem: 'forged_checkpoint',
    })
  })

  test('are verified no further than they go: what is young is read another time', async () => {
    await begin('ENTERPRISE')
    await age(2, 3_000)
    await age(2, 10)
    await removeOldEvents(new Date())
    expect(await sequences()).toEqual([3, 4])
    const { ctx } = organization.administrator
    expect(await getChainState(ctx, accountId)).toMatchObject({ verified_sequence: null })
  })

  test('cannot be removed by anybody without a checkpoint that stands for them, nor while they are young', async () => {
    const deletion = query('delete from audit_event where account_id = $1', [accountId])
    await expect(deletion).resolves.toEqual([])
    await age(2, 100)
    const remove = async () => query('delete from audit_event where account_id = $1', [accountId])
    await expect(remove()).rejects.toThrow('append-only')
    await removeOldEvents(new Date())
    await addEvents(accountId, 1)
    await expect(remove()).rejects.toThrow('append-only')
  })
})

describe('what was removed', () => {
  test('is not taken for what was cut: an event that is missing behind it is found', async () => {
    await begin('ENTERPRISE')
    await age(3, 3_000)
    await age(3, 10)
    await removeOldEvents(new Date())
    const { ctx } = organization.administrator
    expect(await verifyNow({ ...ctx, now: new Date() }, { accountId })).toMatchObject({
      verified_sequence: 6,
      problem: null,
    })
    await tamper(accountId, 'delete from audit_event where account_id = $1 and sequence = 4')
    expect(await verifyAuditChain(accountId)).toMatchObject({ firstBadSequence: 4n, problem: 'missing' })
    expect(await getChainState(ctx, accountId)).toMatchObject({ problem: null, last_sequence: 6 })
  })

  test('half way is as whole as before and after, and what is left of it is still checked', async () => {
    await age(6, 100)
    const [row] = await query<{ hash: Buffer }>(
      'select hash from audit_event where account_id = $1 and sequence = 4',
      [accountId],
    )
    const end = { sequence: 4n, hash: new Uint8Array(row?.hash ?? []) }
    await vouchFor(database(), { accountId, end, now: new Date(), standsForRemoved: true })
    await query('delete from audit_event where account_id = $1 and sequence <= 2', [accountId])
    expect(await verifyAuditChain(accountId)).toEqual(intact(6))
    await tamper(accountId, `update audit_event set message = 'x' where account_id = $1 and sequence = 3`)
    expect(await verifyAuditChain(accountId)).toMatchObject({ firstBadSequence: 3n, problem: 'changed' })
  })
})
