import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { withTransaction } from '@/lib/db/transaction'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { connect, isEmbeddedDatabase, query } from '@/lib/testing/database'
import { after, day, newMember, newOrganization, type Person } from '@/lib/testing/organizations'
import { mailsTo, type KeptMail } from '@/lib/testing/outbox'
import { newPerson } from '@/lib/testing/people'
import { lockDueKeys } from './notices-store'
import { mailKeyNotices } from './notices'
import { revokeUserKey, rotateUserKey, updateUserKey } from './user-keys'

/** The mails about ends of keys that went to somebody. */
async function endMailsTo({ user }: Pick<Person, 'user'>): Promise<KeptMail[]> {
  return (await mailsTo(user.email)).filter(({ template }) => template.startsWith('api_key_exp'))
}

/** Their templates. */
async function noticesTo(person: Pick<Person, 'user'>): Promise<string[]> {
  return (await endMailsTo(person)).map(({ template }) => template)
}

const keysNamed = z.object({ keys: z.array(z.object({ keyName: z.string() })) })

/** The keys that a mail names, by name. */
function namesIn(props: unknown): string[] {
  return keysNamed
    .parse(props)
    .keys.map(({ keyName }) => keyName)
    .toSorted()
}

async function noticedDaysOf(column: 'user_id' | 'account_id', id: string): Promise<(number | null)[]> {
  const rows = await query<{ noticed_days: number | null }>(
    `select noticed_days from api_key where ${column} = $1 order by noticed_days`,
    [id],
  )
  return rows.map(({ noticed_days }) => noticed_days)
}

/** Runs the job at so many days after a person's request, as the clock does every hour. */
async function runAt({ ctx }: Pick<Person, 'ctx'>, ...days: number[]): Promise<void> {
  for (const day of days) await mailKeyNotices(after(ctx, day * 86_400_000).now)
}

const endsIn = ({ ctx }: Person, days: number) => ({ expiresAt: after(ctx, days * day).now })

describe('a user’s key', () => {
  test('has its owner told 30, 14 and 3 days before it ends and when it did, each time once', async () => {
    const person = await newPerson()
    const { id, prefix } = await newUserApiKey(person.ctx, endsIn(person, 60))
    await runAt(person, 0, 29.9)
    expect(await noticesTo(person)).toEqual([])
    const told: number[] = []
    for (const days of [30, 30.1, 45.9, 46, 46.5, 56.9, 57, 58, 59.9, 60, 60.1, 66]) {
      await runAt(person, days)
      told.push((await noticesTo(person)).length)
    }
    expect(told).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
    expect(await noticesTo(person)).toEqual([...Array(3).fill('api_key_expiring'), 'api_key_expired'])
    expect((await endMailsTo(person))[0]?.props).toEqual({
      name: person.user.name,
      keys: [{ keyName: 'Laptop', prefix, endsAt: endsIn(person, 60).expiresAt.toISOString() }],
      more: 0,
    })
    expect(await query('select noticed_days from api_key where id = $1', [id])).toEqual([{ noticed_days: 0 }])
  })

  test('made for ten days only has the last two notices, made for ever none', async () => {
    const [brief, eternal] = [await newPerson(), await newPerson()]
    await newUserApiKey(brief.ctx, endsIn(brief, 10))
    await newUserApiKey(eternal.ctx)
    await runAt(brief, 0, 1, 6.9)
    expect(await noticesTo(brief)).toEqual([])
    await runAt(brief, 7, 8, 10, 11)
    expect(await noticesTo(brief)).toEqual(['api_key_expiring', 'api_key_expired'])
    expect(await noticesTo(eternal)).toEqual([])
  })

  test('has one notice for several that were missed, and none a week after its end', async () => {
    const [late, forgotten] = [await newPerson(), await newPerson()]
    await newUserApiKey(late.ctx, endsIn(late, 40))
    await newUserApiKey(forgotten.ctx, endsIn(forgotten, 30.5))
    await runAt(late, 38, 38.1)
    expect(await noticesTo(late)).toEqual(['api_key_expiring'])
    await query('update api_key set noticed_days = null where user_id = $1', [forgotten.user.id])
    const before = (await noticesTo(forgotten)).length
    await runAt(forgotten, 37.6)
    expect(await noticesTo(forgotten)).toHaveLength(before)
  })

  test('that was revoked or replaced has none; one that was extended begins anew', async () => {
    const person = await newPerson()
    const { ctx } = person
    const [revoked, replaced, extended] = [
      await newUserApiKey(ctx, endsIn(person, 40)),
      await newUserApiKey(ctx, endsIn(person, 40)),
      await newUserApiKey(ctx, { ...endsIn(person, 40), name: 'Extended' }),
    ]
    await revokeUserKey(ctx, { apiKeyId: revoked.id })
    await rotateUserKey(ctx, { apiKeyId: replaced.id, overlapHours: 48, expiresAt: null })
    await runAt(person, 1, 3, 9.9)
    expect(await noticesTo(person)).toEqual([])
    await runAt(person, 10)
    expect(await noticesTo(person)).toHaveLength(1)
    const later = after(ctx, 20 * day)
    await updateUserKey(later, { apiKeyId: extended.id, expiresAt: after(ctx, 80 * day).now })
    await runAt(person, 37, 40, 49)
    expect(await noticesTo(person)).toHaveLength(1)
    await runAt(person, 50, 51)
    expect((await endMailsTo(person)).map(({ props }) => namesIn(props))).toEqual([
      ['Extended'],
      ['Extended'],
    ])
  })
})

test('a service account’s key has all active Administrators told, and nobody else', async () => {
  const organization = await newOrganization()
  const { administrator, roles, accountId, name, handle } = organization
  const second = await newMember(organization, roles.ADMINISTRATOR)
  const suspended = await newMember(organization, roles.ADMINISTRATOR, { status: 'SUSPENDED' })
  const member = await newMember(organization, roles.USER)
  const { serviceAccountId, key } = await newServiceAccountWithKey(organization, endsIn(administrator, 31))
  await runAt(administrator, 1)
  expect([await noticesTo(administrator), await noticesTo(second)]).toEqual([
    ['api_key_expiring'],
    ['api_key_expiring'],
  ])
  expect([await noticesTo(suspended), await noticesTo(member)]).toEqual([[], []])
  const [mail] = await endMailsTo(second)
  expect(mail?.props).toMatchObject({
    name: second.user.name,
    keys: [{ keyName: 'Build server', prefix: key.prefix, serviceAccount: { id: serviceAccountId } }],
    more: 0,
    organization: { name, handle },
  })
  const [row] = await query<{ account_id: string }>('select account_id from mail where recipient = $1', [
    second.user.email,
  ])
  expect(row?.account_id).toBe(accountId)
})

describe('many keys that are due at once', () => {
  test('of a user come in one mail, those that have ended in another, each of them noted', async () => {
    const person = await newPerson()
    const { ctx } = person
    for (const name of ['One', 'Two', 'Three']) await newUserApiKey(ctx, { ...endsIn(person, 31), name })
    await newUserApiKey(ctx, { ...endsIn(person, 1.5), name: 'Ended' })
    await runAt(person, 2, 2.1)
    const named = (await endMailsTo(person)).map(({ template, props }) => [template, namesIn(props)] as const)
    expect(named).toHaveLength(2)
    expect(new Map(named)).toEqual(
      new Map([
        ['api_key_expired', ['Ended']],
        ['api_key_expiring', ['One', 'Three', 'Two']],
      ]),
    )
    expect(await noticedDaysOf('user_id', person.user.id)).toEqual([0, 30, 30, 30])
  })

  test('of service accounts come in one mail per organization and Administrator, which names fifty and counts the others', async () => {
    const organization = await newOrganization()
    const { administrator, roles, accountId, handle } = organization
    const second = await newMember(organization, roles.ADMINISTRATOR)
    const other = await newOrganization()
    await newServiceAccountWithKey(other, endsIn(administrator, 31))
    const { serviceAccountId } = await newServiceAccountWithKey(organization, endsIn(administrator, 31))
    await newServiceAccountWithKey(organization, endsIn(administrator, 31))
    await query(
      `insert into api_key (id, account_id, service_account_id, name, prefix, key_hash, expires_at)
       select gen_random_uuid(), $1::uuid, $2::uuid, 'Many', 'rst_s_abcd', convert_to($2::text || n, 'UTF8'), $3
       from generate_series(1, 50) n`,
      [accountId, serviceAccountId, endsIn(administrator, 20).expiresAt],
    )
    // A key of a person that acts in the organization alone is the person's.
    await newUserApiKey(second.ctx, { ...endsIn(administrator, 31), accountId, name: 'Own' })
    await runAt(administrator, 2, 2.1)
    const mails = await endMailsTo(administrator)
    expect(mails).toMatchObject([
      { template: 'api_key_expiring', props: { more: 2, organization: { handle } } },
    ])
    expect(namesIn(mails[0]?.props)).toEqual(Array(50).fill('Many'))
    const numbers = (await endMailsTo(second)).map(({ props }) => namesIn(props).length)
    expect(numbers.toSorted((one, next) => one - next)).toEqual([1, 50])
    expect((await endMailsTo(other.administrator)).map(({ props }) => namesIn(props))).toEqual([
      ['Build server'],
    ])
    expect(await noticedDaysOf('account_id', accountId)).toEqual(Array(53).fill(30))
  })

  test('have one mail however many workers mail at once', async () => {
    const person = await newPerson()
    for (const name of ['One', 'Two', 'Three'])
      await newUserApiKey(person.ctx, { ...endsIn(person, 31), name })
    const { now } = after(person.ctx, 2 * day)
    await Promise.all(Array.from({ length: 4 }, () => mailKeyNotices(now)))
    expect((await endMailsTo(person)).map(({ props }) => namesIn(props))).toEqual([['One', 'Three', 'Two']])
  })
})

test('the job run by several workers at once mails each notice once', async () => {
  const people = await Promise.all(Array.from({ length: 25 }, () => newPerson()))
  for (const person of people) await newUserApiKey(person.ctx, endsIn(person, 31))
  const now = new Date(Date.now() + 2 * day)
  await Promise.all(Array.from({ length: 4 }, () => mailKeyNotices(now)))
  for (const person of people) expect(await noticesTo(person)).toEqual(['api_key_expiring'])
})

test('a notice and its mail come together: what cannot be mailed is not noted as told', async () => {
  const person = await newPerson()
  const { id } = await newUserApiKey(person.ctx, endsIn(person, 31))
  const { email } = person.user
  await query(`update "user" set email = 'no address' where id = $1`, [person.user.id])
  await expect(mailKeyNotices(after(person.ctx, 2 * day).now)).rejects.toThrow()
  expect(await query('select noticed_days from api_key where id = $1', [id])).toEqual([
    { noticed_days: null },
  ])
  await query(`update "user" set email = $2 where id = $1`, [person.user.id, email])
  await runAt(person, 2)
  expect(await noticesTo(person)).toEqual(['api_key_expiring'])
})

test.skipIf(isEmbeddedDatabase())(
  'a key that another worker holds is left to it, without waiting',
  async () => {
    const person = await newPerson()
    const { id } = await newUserApiKey(person.ctx, endsIn(person, 31))
    const other = await connect()
    await other.query('begin')
    await other.query('select 1 from api_key where id = $1 for no key update', [id])
    const now = after(person.ctx, 2 * day).now
    const due = await withTransaction((tx) =>
      lockDueKeys(tx, { now, endedSince: person.ctx.now, ownerIds: [person.user.id] }),
    )
    expect(due.map((key) => key.id)).not.toContain(id)
    await other.query('rollback')
    await other.end()
  },
)
