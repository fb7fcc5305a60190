import { describe, expect, test } from 'vitest'
import { database } from '@/lib/db/transaction'
import { eventsOf } from '@/lib/testing/audit'
import { addEvents, newChain, tamper } from '@/lib/testing/audit-chain'
import { query } from '@/lib/testing/database'
import { newOrganization } from '@/lib/testing/organizations'
import { noteFinding } from './findings'
import { deleteEventsUpTo } from './retention-store'
import { vouchFor } from './checkpoints'
import { findChainEnd } from './store'
import { listUnverified, takeTurn } from './turn-store'
import { getChainState, verifyAndNote, verifyNow, verifyWholeChain } from './verification'
import { walkChain } from './walk'

// What must not get lost, be hidden or stopped by what happens at the same time, or by somebody who can write rows.

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
const walk = async (accountId: string, isWhole: boolean) => {
  const found = await verifyAndNote(accountId, { isWhole, now: new Date(), checkpointsEvery: 3_600_000 })
  return found.bad === null
}

async function badOf(accountId: string): Promise<number | null> {
  const [row] = await query<{ bad: number | null }>(
    'select first_bad_sequence::int as bad from audit_verification where account_id = $1',
    [accountId],
  )
  return row?.bad ?? null
}

async function endOf(accountId: string) {
  const end = await findChainEnd(database(), accountId)
  if (!end) throw new Error('there is no chain')
  return end
}

/** A checkpoint that nobody signed, as the application's own role can write it. */
async function forge(accountId: string, sequence: number, isRemoved = false): Promise<void> {
  await query(
    `insert into audit_checkpoint (account_id, sequence, hash, created_at, key_id, signature, stands_for_removed)
     select account_id, sequence, hash, '9999-01-01', (select id from audit_signing_key limit 1), sha512(hash), $3
     from audit_event where account_id = $1 and sequence = $2`,
    [accountId, sequence, isRemoved],
  )
}

describe('what a walk of the whole found to be wrong', () => {
  test('is not hidden by one of the new events that ran meanwhile, whichever notes first', async () => {
    const accountId = await newChain(4)
    await walk(accountId, false)
    await tamper(accountId, `update audit_event set message = 'x' where account_id = $1 and sequence = 2`)
    const begunAt = new Date()
    const good = { reached: await endOf(accountId), bad: null }
    const bad = { ...good, bad: { sequence: 2n, problem: 'changed' as const } }
    const later = new Date(Date.now() + 1_000)
    await noteFinding(accountId, good, { isWhole: false, begunAt: later, now: later })
    await noteFinding(accountId, bad, { isWhole: true, begunAt, now: begunAt })
    expect(await badOf(accountId)).toBe(2)
    await noteFinding(accountId, good, { isWhole: false, begunAt: later, now: later })
    // One of the whole that read the event before it was changed.
    await noteFinding(accountId, good, { isWhole: true, begunAt, now: later })
    expect(await badOf(accountId)).toBe(2)
    const farther = { ...good, bad: { sequence: 3n, problem: 'changed' as const } }
    await noteFinding(accountId, farther, { isWhole: false, begunAt, now: later })
    expect(await badOf(accountId)).toBe(2)
    await noteFinding(accountId, good, { isWhole: true, begunAt: later, now: later })
    expect(await badOf(accountId)).toBeNull()
  })
})

test('a walk that old events are removed under, one by one, finds nothing wrong', async () => {
  const accountId = await newChain(60, daysAgo(100))
  await walk(accountId, true)
  const end = await endOf(accountId)
  await vouchFor(database(), { accountId, end, now: new Date(), standsForRemoved: true })
  const remove = async () => {
    for (let count = 0; count < 60; count += 1)
      await deleteEventsUpTo(database(), accountId, { sequence: end.sequence, limit: 1 })
  }
  const [found] = await Promise.all([walkChain(accountId, null, 7), remove()])
  expect(found.bad).toBeNull()
  expect(await eventsOf(accountId)).toEqual([])
})

describe('somebody who can write rows but not sign', () => {
  test('does not stop the signing of what comes later', async () => {
    const accountId = await newChain(2)
    await walk(accountId, false)
    await addEvents(accountId, 2)
    // Nothing is signed within the hour.
    await walk(accountId, false)
    await forge(accountId, 3)
    await addEvents(accountId, 1)
    const now = new Date(Date.now() + 7_200_000)
    await verifyAndNote(accountId, { isWhole: false, now, checkpointsEvery: 3_600_000 })
    const rows = await query<{ sequence: number }>(
      'select sequence::int from audit_checkpoint where account_id = $1 order by sequence',
      [accountId],
    )
    expect(rows.map(({ sequence }) => sequence)).toEqual([2, 3, 5])
    expect(await walk(accountId, true)).toBe(false)
    expect(await badOf(accountId)).toBe(3)
  })

  test('removes no event from the middle, whatever they say stands for it', async () => {
    const accountId = await newChain(5, daysAgo(3))
    await walk(accountId, false)
    await forge(accountId, 4, true)
    const remove = async (condition: string) =>
      query(`delete from audit_event where account_id = $1 and ${condition}`, [accountId])
    await expect(remove('sequence = 3')).rejects.toThrow('append-only')
    await expect(remove('sequence in (1, 3)')).rejects.toThrow('append-only')
    // From the beginning it cannot be refused by the database, but is found.
    await remove('sequence <= 2')
    expect(await walk(accountId, true)).toBe(false)
  })

  test('neither changes nor takes away a key, and adds none under the name of another', async () => {
    await walk(await newChain(1), false)
    await expect(query('update audit_signing_key set public_key = sha256(public_key)')).rejects.toThrow(
      'append-only',
    )
    await expect(query('delete from audit_signing_key')).rejects.toThrow('append-only')
    const added = query(
      `insert into audit_signing_key (id, public_key) values ('0123456789abcdef', sha256('another'))`,
    )
    await expect(added).rejects.toThrow('called_after_itself')
    const accountId = await newChain(1)
    const unknown = query(
      `insert into audit_checkpoint select account_id, sequence, hash, now(), 'fedcba9876543210', sha512(hash), false
       from audit_event where account_id = $1`,
      [accountId],
    )
    await expect(unknown).rejects.toThrow('key_id_fkey')
  })
})

test('the jobs turn first to those who have waited longest', async () => {
  const accounts = [await newChain(1), await newChain(1), await newChain(1)] as const
  const [never, lately, before] = accounts
  await takeTurn(database(), 'new', lately, new Date(Date.now() - 3_600_000))
  await takeTurn(database(), 'new', before, new Date(Date.now() - 7_200_000))
  await takeTurn(database(), 'whole', never, new Date())
  const list = async () => {
    const all = await listUnverified(database(), { since: daysAgo(1), now: new Date(), limit: 100_000 })
    return all.filter((accountId) => accounts.some((one) => one === accountId))
  }
  expect(await list()).toEqual([never, before, lately])
  await takeTurn(database(), 'new', never, new Date(Date.now() + 1_000))
  expect(await list()).toEqual([before, lately])
})

test('a long chain is walked by a job, which the answer says; at once only what is new where the rest was found to hold', async () => {
  const { administrator, accountId } = await newOrganization()
  await addEvents(accountId, 9)
  const verify = async () => verifyNow({ ...administrator.ctx, now: new Date() }, { accountId }, 5n)
  expect(await verify()).toMatchObject({ verified_sequence: null, is_being_verified: true })
  await verifyWholeChain(accountId, new Date())
  expect(await getChainState(administrator.ctx, accountId)).toMatchObject({ is_being_verified: false })
  await addEvents(accountId, 2)
  const { length } = await eventsOf(accountId)
  expect(await verify()).toMatchObject({ verified_sequence: length, is_being_verified: true })
  await tamper(accountId, `update audit_event set message = 'x' where account_id = $1 and sequence = 3`)
  await verifyWholeChain(accountId, new Date())
  const bad = { first_bad_sequence: 3, verified_sequence: 2, is_being_verified: true }
  expect(await verify()).toMatchObject(bad)
})
