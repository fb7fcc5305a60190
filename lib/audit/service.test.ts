import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { renameOrganization } from '@/lib/accounts/service'
import { withTransaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { eventsOf } from '@/lib/testing/audit'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { inviteTo, newMember, newOrganization } from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import type { AuditInput } from './schema'
import { recordAudit, recordAudits, recordingRefusals, recordUserAudit, verifyAuditChain } from './service'
import { verifyAndNote } from './verification'

describe('writing', () => {
  test('thirty changes at once leave a chain without gaps that verifies', async () => {
    const accountId = randomUUID()
    await Promise.all(Array.from({ length: 30 }, (_, index) => record(accountId, `Change ${index}`)))
    expect(await sequencesOf(accountId)).toEqual(numbers(30))
    expect(new Set((await eventsOf(accountId)).map(({ message }) => message)).size).toBe(30)
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: 30n })
  })

  test('so do changes of different sizes through the services', async () => {
    const organization = await newOrganization()
    await Promise.all(Array.from({ length: 8 }, () => inviteTo(organization)))
    const events = await sequencesOf(organization.accountId)
    expect(events).toEqual(numbers(events.length))
    expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
  })

  test('an account whose id a caller wrote in upper case keeps a chain that verifies', async () => {
    const accountId = await chainOf(1)
    await record(accountId.toUpperCase(), 'Second')
    await record(accountId, 'Third')
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: 3n })
  })

  test('what is rolled back leaves no event and no gap', async () => {
    const accountId = await chainOf(2)
    const change = withTransaction(async (tx) => {
      await recordAudit(tx, visitor(), { accountId, ...event('Never happened') })
      throw new Error('rolled back')
    })
    await expect(change).rejects.toThrow('rolled back')
    await record(accountId, 'Third')
    expect(await sequencesOf(accountId)).toEqual([1, 2, 3])
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: 3n })
  })

  test('an event that cannot be written undoes the change it records', async () => {
    const { accountId, name, administrator } = await newOrganization()
    // No text of the database holds a NUL.
    const ctx = { ...administrator.ctx, userAgent: 'a\0b' }
    await expect(renameOrganization(ctx, { accountId, name: 'New', expectedName: name })).rejects.toThrow()
    expect(await query('select name from account where id = $1', [accountId])).toEqual([{ name }])
  })

  test.skipIf(isEmbeddedDatabase())(
    'ten people who make fifty changes each at once leave a chain without a gap and without a duplicate',
    { timeout: 60_000 },
    async () => {
      const organization = await newOrganization()
      const { accountId, roles } = organization
      const writers = await Promise.all(
        Array.from({ length: 10 }, () => newMember(organization, roles.ADMINISTRATOR)),
      )
      const before = (await sequencesOf(accountId)).length
      const changes = writers.map(async ({ ctx }, writer) => {
        for (const number of numbers(50))
          await renameOrganization(ctx, { accountId, name: `Name ${writer} ${number}` })
      })
      await Promise.all(changes)
      expect(await sequencesOf(accountId)).toEqual(numbers(before + 500))
      expect(new Set((await eventsOf(accountId)).map(({ message }) => message)).size).toBe(before + 500)
      expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: BigInt(before + 500) })
    },
  )

  test.skipIf(isEmbeddedDatabase())(
    'two changes that lock each other out at the log are tried again, not refused',
    async () => {
      const [one, two] = [randomUUID(), randomUUID()]
      const bothHold = gate(2)
      const change = (first: string, second: string) => {
        let isFirstTry = true
        return withTransaction(async (tx) => {
          await recordAudit(tx, visitor(), { accountId: first, ...event('First') })
          if (isFirstTry) await bothHold()
          isFirstTry = false
          await recordAudit(tx, visitor(), { accountId: second, ...event('Second') })
        })
      }
      await Promise.all([change(one, two), change(two, one)])
      for (const accountId of [one, two]) expect(await sequencesOf(accountId)).toEqual([1, 2])
    },
  )

  test('every field is kept as it was: who, when, from where, about what', async () => {
    const accountId = randomUUID()
    const { ctx, user } = await newPerson()
    const info = { before: { name: 'Ädä 🙂' }, numbers: [0, -1.5, 1e21, 0.1], nothing: null, flag: true }
    const asked = { ...ctx, now: new Date('2026-03-01T12:00:00.123Z') }
    await withTransaction((tx) => recordAudit(tx, asked, { accountId, ...event('Something'), info }))
    const [row] = await query('select * from audit_event where account_id = $1', [accountId])
    expect(row).toMatchObject({
      sequence: '1',
      timestamp: new Date('2026-03-01T12:00:00.123Z'),
      action: 'account.renamed',
      message: 'Something',
      object_table: 'account',
      info,
      actor_kind: 'USER',
      actor_id: user.id,
      actor_name: user.name,
      request_id: ctx.requestId,
      ip_address: ctx.ipAddress,
      user_agent: ctx.userAgent,
    })
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: 1n })
  })

  test('an event about a person is written in each account they belong to, and in no other', async () => {
    const person = await newPerson()
    const [one, two] = [
      await newOrganization({ administrator: person }),
      await newOrganization({ administrator: person }),
    ]
    const other = await newOrganization()
    await withTransaction((tx) =>
      recordUserAudit(tx, person.ctx, person.user.id, { action: 'user.name_changed', message: 'Renamed' }),
    )
    for (const accountId of [person.accountId, one.accountId, two.accountId]) {
      expect((await eventsOf(accountId)).at(-1)).toMatchObject({
        action: 'user.name_changed',
        object_id: person.user.id,
      })
    }
    expect((await eventsOf(other.accountId)).at(-1)?.action).not.toBe('user.name_changed')
  })

  test('two people of the same accounts who sign in at once do not lock each other out', async () => {
    const person = await newPerson()
    await Promise.all([1, 2, 3].map(() => newOrganization({ administrator: person })))
    const signIn = () =>
      withTransaction((tx) =>
        recordUserAudit(tx, person.ctx, person.user.id, { action: 'user.signed_in', message: 'Signed in' }),
      )
    await Promise.all(Array.from({ length: 10 }, signIn))
    expect(await verifyAuditChain(person.accountId)).toMatchObject({ intact: true })
  })
})

describe('a refused change', () => {
  test.each(['forbidden', 'conflict', 'precondition_failed'] as const)(
    'that is %s is recorded, and thrown on',
    async (code) => {
      const accountId = randomUUID()
      const refusal = new AppError(code, 'a_reason', { message: 'No.', permission: 'update:organization' })
      await expect(refuse(accountId, refusal)).rejects.toBe(refusal)
      expect(await eventsOf(accountId)).toMatchObject([
        {
          action: 'change.refused',
          message: 'Somebody not signed in was refused to rename it: No.',
          info: { code, reason: 'a_reason', permission: 'update:organization' },
        },
      ])
    },
  )

  test.each([
    ['what does not exist for the asker', new AppError('not_found')],
    ['wrong input', new AppError('invalid_input')],
    ['too many tries', new AppError('rate_limited')],
    ['a failure of ours', new Error('broken')],
  ])('%s is no refusal', async (_, error) => {
    const accountId = randomUUID()
    await expect(refuse(accountId, error)).rejects.toBe(error)
    expect(await eventsOf(accountId)).toEqual([])
  })
})

describe('the log is append-only', () => {
  test.each([
    ['changed', `update audit_event set message = 'nothing happened' where account_id = $1`],
    ['deleted', 'delete from audit_event where account_id = $1'],
  ])('an event cannot be %s', async (_, sql) => {
    const accountId = await chainOf(2)
    await expect(query(sql, [accountId])).rejects.toThrow('the audit log is append-only')
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: 2n })
  })

  test('nor can the log be emptied', async () => {
    await expect(query('truncate audit_event')).rejects.toThrow('the audit log is append-only')
    await expect(query('truncate audit_event cascade')).rejects.toThrow('the audit log is append-only')
  })

  // One role makes the tables and works with them, as an installation's own does. What it could do as their owner is in decision 005.
  test.each([
    ['change an event', `update audit_event set message = 'x'`, 'the audit log is append-only'],
    ['delete events', 'delete from audit_event', 'the audit log is append-only'],
    ['empty it', 'truncate audit_event', 'the audit log is append-only'],
    ['change a checkpoint', `update audit_checkpoint set sequence = 1`, 'are append-only'],
    ['delete checkpoints', 'delete from audit_checkpoint', 'are append-only'],
    ['empty them', 'truncate audit_checkpoint', 'are append-only'],
    ['go round the triggers', 'set local session_replication_role = replica', 'permission denied'],
  ])('by the application’s own role, which is no superuser: it cannot %s', async (_, sql, refusal) => {
    const accountId = await chainOf(2)
    await verifyAndNote(accountId, { isWhole: true, now: new Date(), checkpointsEvery: 0 })
    // All at once, so that the refusal takes the role back, too.
    const asOwner = `create role roster_application nosuperuser; grant all on schema public to roster_application;
      alter table audit_event owner to roster_application; alter table audit_checkpoint owner to roster_application;
      set local role roster_application; ${sql}`
    await expect(query(asOwner)).rejects.toThrow(refusal)
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: 2n })
  })
})

describe('the verifier', () => {
  test.each([
    ['message', `message = 'nothing happened'`],
    ['action', `action = 'account.created'`],
    ['time', `timestamp = timestamp + interval '1 millisecond'`],
    ['actor', `actor_name = 'Eve'`],
    ['details', `info = '{"role":"Member"}'`],
    ['address', 'ip_address = null'],
    ['object', `object_id = 'something else'`],
    ['id', 'id = gen_random_uuid()'],
    ['hash', `hash = sha256('forged')`],
    ['previous hash', `previous_hash = sha256('forged')`],
  ])('names the event whose %s was changed', async (_, change) => {
    const accountId = await chainOf(4)
    await tamper(`update audit_event set ${change} where account_id = $1 and sequence = 3`, accountId)
    expect(await verifyAuditChain(accountId)).toEqual({
      intact: false,
      firstBadSequence: 3n,
      problem: 'changed',
    })
  })

  test.each([1, 2, 4])('names event %i when it was removed', async (sequence) => {
    const accountId = await chainOf(4)
    await tamper(`delete from audit_event where account_id = $1 and sequence = ${sequence}`, accountId)
    expect(await verifyAuditChain(accountId)).toEqual({
      intact: false,
      firstBadSequence: BigInt(sequence),
      problem: 'missing',
    })
  })

  test('names the first of two events that changed places', async () => {
    const accountId = await chainOf(4)
    for (const [from, to] of [
      [2, 9],
      [3, 2],
      [9, 3],
    ]) {
      await tamper(
        `update audit_event set sequence = ${to} where account_id = $1 and sequence = ${from}`,
        accountId,
      )
    }
    expect(await verifyAuditChain(accountId)).toEqual({
      intact: false,
      firstBadSequence: 2n,
      problem: 'changed',
    })
  })

  test('finds an event that was put in before the first', async () => {
    const accountId = await chainOf(2)
    await query(
      `insert into audit_event select account_id, 0, gen_random_uuid(), timestamp, action, 'forged', object_table, object_id, info, actor_kind,
       actor_id, actor_name, request_id, ip_address, user_agent, previous_hash, hash from audit_event where account_id = $1 and sequence = 1`,
      [accountId],
    )
    expect(await verifyAuditChain(accountId)).toEqual({
      intact: false,
      firstBadSequence: 0n,
      problem: 'changed',
    })
  })

  test('finds an end that was moved: to another hash, back over events, or away', async () => {
    const [otherHash, back, away] = [await chainOf(3), await chainOf(3), await chainOf(3)]
    await query(`update audit_chain set hash = sha256('forged') where account_id = $1`, [otherHash])
    expect(await verifyAuditChain(otherHash)).toEqual({
      intact: false,
      firstBadSequence: 3n,
      problem: 'end_moved',
    })
    await query(
      `update audit_chain set sequence = 2, hash = (select hash from audit_event where account_id = $1 and sequence = 2) where account_id = $1`,
      [back],
    )
    expect(await verifyAuditChain(back)).toEqual({
      intact: false,
      firstBadSequence: 3n,
      problem: 'end_moved',
    })
    await query('delete from audit_chain where account_id = $1', [away])
    expect(await verifyAuditChain(away)).toEqual({
      intact: false,
      firstBadSequence: 1n,
      problem: 'end_moved',
    })
  })

  test('walks a chain longer than one page, and finds the bad event behind it', async () => {
    const accountId = randomUUID()
    await withTransaction((tx) =>
      recordAudits(
        tx,
        visitor(),
        accountId,
        Array.from({ length: 1_050 }, (_, index) => event(`${index}`)),
      ),
    )
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: 1_050n })
    await tamper('delete from audit_event where account_id = $1 and sequence = 1001', accountId)
    expect(await verifyAuditChain(accountId)).toEqual({
      intact: false,
      firstBadSequence: 1_001n,
      problem: 'missing',
    })
  })

  test('is not misled by events that are appended while it walks', async () => {
    const accountId = await chainOf(5)
    const appending = Promise.all(Array.from({ length: 10 }, () => record(accountId, 'Meanwhile')))
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => verifyAuditChain(accountId)))
    expect(verdicts.filter(({ intact }) => !intact)).toEqual([])
    await appending
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: 15n })
  })

  test('finds nothing wrong with an account that has no events', async () => {
    expect(await verifyAuditChain(randomUUID())).toEqual({ intact: true, events: 0n })
  })
})

/** Lets whoever asks go on when so many have asked. */
function gate(count: number): () => Promise<void> {
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let waiting = 0
  return () => {
    waiting += 1
    if (waiting === count) open()
    return opened
  }
}

function event(message: string): Omit<AuditInput, 'accountId'> {
  return { action: 'account.renamed', message, objectTable: 'account', objectId: 'the account' }
}

async function record(accountId: string, message: string): Promise<void> {
  await withTransaction((tx) => recordAudit(tx, visitor(), { accountId, ...event(message) }))
}

async function chainOf(length: number): Promise<string> {
  const accountId = randomUUID()
  for (const number of numbers(length)) await record(accountId, `Event ${number}`)
  return accountId
}

async function refuse(accountId: string, error: Error): Promise<never> {
  const target = { accountId, objectTable: 'account' as const, objectId: 'the account', attempt: 'rename it' }
  return recordingRefusals(visitor(), target, () => Promise.reject(error))
}

/** What somebody with the database's highest rights could do: everything, with the trigger out of the way. */
async function tamper(sql: string, accountId: string): Promise<void> {
  const quoted = sql.replaceAll('$1', `'${accountId}'`)
  await query(`begin; set local session_replication_role = replica; ${quoted}; commit`)
}

async function sequencesOf(accountId: string): Promise<number[]> {
  const rows = await query<{ sequence: string }>(
    'select sequence from audit_event where account_id = $1 order by sequence',
    [accountId],
  )
  return rows.map(({ sequence }) => Number(sequence))
}

function numbers(length: number): number[] {
  return Array.from({ length }, (_, index) => index + 1)
}
