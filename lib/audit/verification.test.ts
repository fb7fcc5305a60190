import { describe, expect, test } from 'vitest'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { actionsOf, eventsOf, leaveTurnTo } from '@/lib/testing/audit'
import { addEvents, newChain, tamper } from '@/lib/testing/audit-chain'
import { query } from '@/lib/testing/database'
import { newOrganization } from '@/lib/testing/organizations'
import { askRoute } from '@/lib/testing/route-requests'
import { auditCheckpointView } from './schema'
import { verifyAuditChain } from './service'
import { isSignedBy } from './signing'
import { getChainState, verifyAndNote, verifyNewEvents, verifyNow, verifyWholeChains } from './verification'

const now = () => new Date()
const walk = async (accountId: string, isWhole: boolean) => {
  const { bad } = await verifyAndNote(accountId, { isWhole, now: now(), checkpointsEvery: 0 })
  return bad === null
}

async function noted(accountId: string) {
  const [row] = await query(
    'select sequence::int, first_bad_sequence::int as bad, problem from audit_verification where account_id = $1',
    [accountId],
  )
  return row
}

async function checkpointsOf(accountId: string): Promise<number[]> {
  const rows = await query<{ sequence: number }>(
    'select sequence::int from audit_checkpoint where account_id = $1 order by sequence',
    [accountId],
  )
  return rows.map(({ sequence }) => sequence)
}

describe('a chain that was verified', () => {
  test('goes on from there, and its end is signed', async () => {
    const accountId = await newChain(3)
    expect(await walk(accountId, false)).toBe(true)
    await addEvents(accountId, 2)
    expect(await walk(accountId, false)).toBe(true)
    expect(await noted(accountId)).toEqual({ sequence: 5, bad: null, problem: null })
    expect(await checkpointsOf(accountId)).toEqual([3, 5])
  })

  test.each([
    [
      'a byte of a new event',
      5,
      'changed',
      `update audit_event set message = 'event' where account_id = $1 and sequence = 5`,
    ],
    [
      'a new event that is gone',
      4,
      'missing',
      'delete from audit_event where account_id = $1 and sequence = 4',
    ],
    [
      'two new events that changed places',
      4,
      'changed',
      `update audit_event set sequence = 99 where account_id = $1 and sequence = 4;
       update audit_event set sequence = 4 where account_id = $1 and sequence = 5;
       update audit_event set sequence = 5 where account_id = $1 and sequence = 99`,
    ],
    [
      'a tail that was cut off, with the end of the chain put right',
      3,
      'missing',
      `delete from audit_event where account_id = $1 and sequence > 2;
       update audit_chain set sequence = 2, hash = (select hash from audit_event where account_id = $1 and sequence = 2) where account_id = $1`,
    ],
  ])('names %s', async (_, bad, problem, sql) => {
    const accountId = await newChain(3)
    await walk(accountId, false)
    await addEvents(accountId, 3)
    await tamper(accountId, sql)
    expect(await walk(accountId, false)).toBe(false)
    expect(await noted(accountId)).toMatchObject({ bad, problem })
    expect(await verifyAuditChain(accountId)).toEqual({
      intact: false,
      firstBadSequence: BigInt(bad),
      problem,
    })
  })

  test('is found by the whole walk to be changed where it had been right, and stays so until it is put right', async () => {
    const accountId = await newChain(4)
    await walk(accountId, false)
    await tamper(accountId, `update audit_event set actor_name = 'x' where account_id = $1 and sequence = 2`)
    expect(await walk(accountId, false)).toBe(true)
    expect(await walk(accountId, true)).toBe(false)
    await addEvents(accountId, 1)
    expect(await walk(accountId, false)).toBe(false)
    expect(await noted(accountId)).toEqual({ sequence: 4, bad: 2, problem: 'changed' })
    await tamper(
      accountId,
      `update audit_event set actor_name = 'The tests' where account_id = $1 and sequence = 2`,
    )
    expect(await walk(accountId, false)).toBe(true)
    expect(await noted(accountId)).toEqual({ sequence: 5, bad: null, problem: null })
  })

  test('cannot be rewritten from an event on, hashes and end and what was noted included, where a checkpoint was signed', async () => {
    const accountId = await newChain(4)
    await walk(accountId, false)
    const other = await newChain(4)
    await tamper(
      accountId,
      `update audit_event e set hash = o.hash, previous_hash = o.previous_hash from audit_event o
       where e.account_id = $1 and e.sequence = 4 and o.account_id = '${other}' and o.sequence = 4`,
      'delete from audit_verification where account_id = $1',
    )
    expect(await walk(accountId, true)).toBe(false)
    // What cuts off and rewrites everything that is ours leaves the checkpoint.
    await tamper(
      accountId,
      'delete from audit_event where account_id = $1 and sequence > 1',
      'update audit_chain set sequence = 1, hash = (select hash from audit_event where account_id = $1 and sequence = 1) where account_id = $1',
      'delete from audit_verification where account_id = $1',
    )
    expect(await walk(accountId, false)).toBe(false)
    expect(await noted(accountId)).toEqual({ sequence: 1, bad: 2, problem: 'missing' })
    await addEvents(accountId, 6)
    expect(await walk(accountId, false)).toBe(false)
    expect(await noted(accountId)).toEqual({ sequence: 3, bad: 4, problem: 'contradicts_checkpoint' })
  })

  test('believes no checkpoint that was not signed, and says that there is one', async () => {
    const accountId = await newChain(3)
    await walk(accountId, false)
    const forged = `insert into audit_checkpoint select account_id, 9, hash, created_at, key_id, signature, false
      from audit_checkpoint where account_id = $1`
    await tamper(accountId, forged)
    expect(await walk(accountId, true)).toBe(false)
    expect(await noted(accountId)).toEqual({ sequence: 3, bad: 9, problem: 'forged_checkpoint' })
    await tamper(accountId, 'delete from audit_checkpoint where account_id = $1 and sequence = 9')
    expect(await walk(accountId, true)).toBe(true)
    const standing = `insert into audit_checkpoint select c.account_id, 2, e.hash, c.created_at, c.key_id, c.signature, true
      from audit_checkpoint c join audit_event e on e.account_id = c.account_id and e.sequence = 2
      where c.account_id = $1 and c.sequence = 3`
    await tamper(accountId, standing, 'delete from audit_event where account_id = $1 and sequence <= 2')
    expect(await walk(accountId, true)).toBe(false)
    expect(await noted(accountId)).toMatchObject({ bad: 1, problem: 'missing' })
  })
})

test('a tail that was cut off before a checkpoint was signed behind it stays missing for every walk', async () => {
  const accountId = await newChain(3)
  await walk(accountId, false)
  await addEvents(accountId, 2)
  await verifyAndNote(accountId, { isWhole: false, now: now(), checkpointsEvery: 3_600_000 })
  expect(await checkpointsOf(accountId)).toEqual([3])
  await tamper(
    accountId,
    'delete from audit_event where account_id = $1 and sequence > 3',
    'update audit_chain set sequence = 3, hash = (select hash from audit_event where account_id = $1 and sequence = 3) where account_id = $1',
  )
  for (const isWhole of [false, true, true]) {
    expect(await walk(accountId, isWhole)).toBe(false)
    expect(await noted(accountId)).toMatchObject({ bad: 4, problem: 'missing' })
  }
})

describe('the jobs', () => {
  test('verify what has grown, note what does not hold, and come back to what was not looked at for a day', async () => {
    const [good, broken, endless] = [await newChain(2), await newChain(3), await newChain(2)]
    await leaveTurnTo('new', [good, broken, endless])
    await tamper(broken, 'delete from audit_event where account_id = $1 and sequence = 2')
    await verifyNewEvents(now())
    expect(await noted(good)).toEqual({ sequence: 2, bad: null, problem: null })
    expect(await noted(broken)).toEqual({ sequence: 1, bad: 2, problem: 'missing' })
    // Whoever removes the end removes it from the list of chains.
    await tamper(endless, 'delete from audit_chain where account_id = $1')
    await verifyNewEvents(now())
    expect(await noted(endless)).toMatchObject({ bad: 1, problem: 'end_moved' })
    await query(
      `update audit_verification set verified_at = now() - interval '25 hours' where account_id = $1`,
      [good],
    )
    await verifyNewEvents(now())
    const [{ fresh } = {}] = await query<{ fresh: boolean }>(
      `select verified_at > now() - interval '1 hour' as fresh from audit_verification where account_id = $1`,
      [good],
    )
    expect(fresh).toBe(true)
  })

  test('sign a busy chain once an hour', async () => {
    const accountId = await newChain(1)
    await leaveTurnTo('new', [accountId])
    await verifyNewEvents(now())
    await addEvents(accountId, 1)
    await verifyNewEvents(now())
    expect(await checkpointsOf(accountId)).toEqual([1])
    await addEvents(accountId, 1)
    await verifyNewEvents(new Date(Date.now() + 3_601_000))
    expect(await checkpointsOf(accountId)).toEqual([1, 3])
  })

  test('walk every chain from its beginning in seven days', async () => {
    const accountId = await newChain(3)
    await leaveTurnTo('new', [accountId])
    await leaveTurnTo('whole', [accountId])
    await walk(accountId, false)
    await tamper(accountId, `update audit_event set message = 'x' where account_id = $1 and sequence = 1`)
    await verifyNewEvents(now())
    expect(await noted(accountId)).toMatchObject({ bad: null })
    for (let day = 0; day < 7; day += 1) await verifyWholeChains(new Date(Date.now() + day * 86_400_000))
    expect(await noted(accountId)).toMatchObject({ bad: 1, problem: 'changed' })
  })
})

describe('on demand', () => {
  test('the whole chain is verified, its end signed, and the state told; nothing is recorded', async () => {
    const { administrator, accountId } = await newOrganization()
    const { ctx } = administrator
    const last_sequence = (await eventsOf(accountId)).length
    expect(await getChainState(ctx, accountId)).toMatchObject({ last_sequence, verified_sequence: null })
    expect(await verifyNow(ctx, { accountId })).toEqual({
      last_sequence,
      verified_sequence: last_sequence,
      verified_at: ctx.now.toISOString(),
      first_bad_sequence: null,
      problem: null,
      is_being_verified: false,
    })
    expect((await actionsOf(accountId)).length).toBe(last_sequence)
    await tamper(accountId, 'delete from audit_event where account_id = $1 and sequence = 1')
    expect(await verifyNow({ ...ctx, now: now() }, { accountId })).toMatchObject({
      first_bad_sequence: 1,
      problem: 'missing',
    })
  })

  test('checkpoints are read page by page and downloaded as one file, each signed', async () => {
    const { administrator, accountId } = await newOrganization()
    for (let count = 0; count < 3; count += 1) {
      await verifyNow(administrator.ctx, { accountId })
      await addEvents(accountId, 1)
    }
    const { key } = await newUserApiKey(administrator.ctx)
    const address = `/api/accounts/${accountId}/audit-log/checkpoints`
    const first = await askRoute({ method: 'get' }, { address: `${address}?limit=2`, key })
    const cursor = first.headers.get('x-next-cursor') ?? ''
    const second = await askRoute({ method: 'get' }, { address: `${address}?limit=2&cursor=${cursor}`, key })
    const rows = [first, second].flatMap(({ body }) => auditCheckpointView.array().parse(body))
    expect(rows.map(({ sequence }) => sequence)).toEqual(await checkpointsOf(accountId))
    const file = await askRoute({ method: 'get' }, { address: `${address}.ndjson`, key })
    expect(file.headers.get('content-disposition')).toMatch(/filename="audit-checkpoints-org-.*\.ndjson"/)
    expect(
      file.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(rows)
    for (const row of rows) {
      const signed = {
        accountId: row.account_id,
        sequence: BigInt(row.sequence),
        hash: Buffer.from(row.hash, 'hex'),
        createdAt: new Date(row.created_at),
        standsForRemoved: row.stands_for_removed,
        keyId: row.key_id,
        signature: new Uint8Array(Buffer.from(row.signature, 'base64')),
      }
      expect(isSignedBy(Buffer.from(row.public_key, 'base64'), signed)).toBe(true)
    }
  })
})
