import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { changeName } from '@/lib/users/service'
import { listMembersInput, memberView, type MemberView } from './schema'
import { listMembers } from './service'

const orders = {
  name: ['lower(m.principal_name)'],
  email: ['lower(m.principal_email)'],
  role: ['lower(r.name)', 'r.id', 'lower(m.principal_name)'],
  status: ['m.status', 'lower(m.principal_name)'],
  joined: ['m.created_at'],
  active: [`coalesce(a.last_active_at, to_timestamp(0))`],
  inviter: ['lower(m.invited_by_name)'],
}
const keys = Object.keys(orders) as (keyof typeof orders)[] // the keys it was just given
const sorts = keys.flatMap((key) => [key, `-${key}` as const])
const people = 120

let organization: Organization
let names: string[]
beforeAll(async () => {
  organization = await newOrganization()
  // Names that are equal but for case, and many who joined at the same moment.
  names = Array.from({ length: people - 1 }, (_, index) =>
    index % 3 === 0 ? 'Same Name' : `Person ${index % 2 ? index : `x${index}`}`,
  )
  await addPeople(organization, names)
  await spread(organization)
})

describe('paging', () => {
  test.each(sorts)('by %s visits each of 120 members once, in order', async (sort) => {
    const direction = sort.startsWith('-') ? 'desc' : 'asc'
    const order = [...orders[keys.find((key) => sort.endsWith(key)) ?? 'name'], 'm.id']
    const inOrder = await query<{ id: string }>(
      `select m.id from membership m join role r on r.account_id = m.account_id and r.id = m.role_id
       join membership_activity a on a.account_id = m.account_id and a.membership_id = m.id
       where m.account_id = $1 order by ${order.map((one) => `${one} ${direction}`).join(', ')}`,
      [organization.accountId],
    )
    expect(inOrder).toHaveLength(people)
    for (const limit of [7, 50, 119, 120, 1_000]) {
      expect((await walk({ sort, limit })).map(({ id }) => id)).toEqual(inOrder.map(({ id }) => id))
    }
  })

  test('with a search visits each that matches once', async () => {
    const rows = await walk({ search: 'same name', limit: 7 })
    expect(rows).toHaveLength(names.filter((name) => name === 'Same Name').length)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  })

  test('somebody who joins or leaves between two pages moves nobody out of sight', async () => {
    const changing = await newOrganization()
    await addPeople(changing, ['Bea', 'Cal', 'Dan', 'Eva'])
    const first = await list(changing, { limit: 2 })
    expect(first.rows.map(({ name }) => name)).toEqual(['Ada Lovelace', 'Bea'])
    await addPeople(changing, ['Abe', 'Coco'])
    await query('delete from membership where id = $1', [first.rows[1]?.id])
    const second = await list(changing, { limit: 10, cursor: first.nextCursor ?? '' })
    expect(second.rows.map(({ name }) => name)).toEqual(['Cal', 'Coco', 'Dan', 'Eva'])
  })
})

describe('a cursor', () => {
  test('of the list by name is refused by the list by date, and the other way round it is harmless', async () => {
    const byName = (await list(organization, { limit: 5, sort: 'name' })).nextCursor ?? ''
    const byDate = (await list(organization, { limit: 5, sort: 'joined' })).nextCursor ?? ''
    for (const sort of ['joined', '-joined'] as const) {
      await expect(list(organization, { sort, cursor: byName })).rejects.toMatchObject({
        code: 'invalid_input',
        reason: 'invalid_cursor',
      })
    }
    expect((await list(organization, { sort: 'name', cursor: byDate })).rows.length).toBeGreaterThan(0)
  })

  test('of another account opens nothing of it', async () => {
    const other = await newOrganization()
    await addPeople(other, ['Zoe', 'Zora'])
    const cursor = (await list(other, { limit: 1 })).nextCursor ?? ''
    const rows = (await list(organization, { cursor, limit: 1_000 })).rows
    expect(rows.map(({ name }) => name)).not.toContain('Zoe')
  })

  test('that is garbage is refused with a sentence', async () => {
    await expect(list(organization, { cursor: 'garbage' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { cursor: expect.any(String) },
    })
  })
})

describe('searching', () => {
  test('finds any part of the name or the address, whatever its case and script; % and _ and \\ are themselves', async () => {
    const own = await newOrganization()
    await addPeople(own, [
      'Żółć Ñandú',
      'ЁЖИК',
      '100% Real',
      'under_score',
      'underXscore',
      String.raw`back\slash`,
    ])
    const found = async (search: string) => (await list(own, { search })).rows.map(({ name }) => name)
    expect(await found('ółć ñ')).toEqual(['Żółć Ñandú'])
    expect(await found('ÓŁĆ')).toEqual(['Żółć Ñandú'])
    expect(await found('o\u0301łc\u0301')).toEqual(['Żółć Ñandú'])
    expect(await found('ёжик')).toEqual(['ЁЖИК'])
    expect(await found('%')).toEqual(['100% Real'])
    expect(await found('r_s')).toEqual(['under_score'])
    expect(await found('\\')).toEqual([String.raw`back\slash`])
    expect(await found(own.administrator.user.email.slice(3, 30).toUpperCase())).toEqual(['Ada Lovelace'])
    expect(await found(' lovelace ')).toEqual(['Ada Lovelace'])
    expect(await found("'; drop table membership --")).toEqual([])
  })
})

describe('what is shown of a member', () => {
  test('is exactly what the schema says: role, status, when they joined and were last active, and who looks', async () => {
    const own = await newOrganization()
    const roleId = await newCustomRole(own, ['read:flow'])
    const member = await newMember(own, roleId, { name: 'Grace Hopper', status: 'SUSPENDED' })
    await list(own, {})
    await expect.poll(async () => (await list(own, {})).rows[0]?.last_active_at).toEqual(expect.any(String))
    const { rows } = await list(own, {})
    expect(rows).toMatchObject([
      {
        name: 'Ada Lovelace',
        role_name: 'Administrator',
        status: 'ACTIVE',
        is_viewer: true,
        user_id: own.administrator.user.id,
      },
      {
        name: 'Grace Hopper',
        email: member.user.email,
        role_id: roleId,
        status: 'SUSPENDED',
        last_active_at: null,
        is_viewer: false,
      },
    ])
    for (const row of rows) expect(memberView.strict().parse(row)).toEqual(row)
  })

  test('follows when the person changes their name, in the list, its order and its search', async () => {
    const own = await newOrganization()
    const member = await newMember(own, own.roles.MEMBER, { name: 'Zoe' })
    await changeName(member.ctx, { name: 'Abigail' })
    expect((await list(own, {})).rows.map(({ name }) => name)).toEqual(['Abigail', 'Ada Lovelace'])
    expect((await list(own, { search: 'abig' })).rows).toHaveLength(1)
  })

  test('leaves out service accounts and people who are only invited', async () => {
    const own = await newOrganization()
    await inviteTo(own)
    const serviceAccountId = randomUUID()
    await query(`insert into service_account (account_id, id, name) values ($1, $2, 'Robot')`, [
      own.accountId,
      serviceAccountId,
    ])
    await query(
      `insert into membership (account_id, id, kind, service_account_id, role_id, principal_name) values ($1, gen_random_uuid(), 'SERVICE_ACCOUNT', $2, $3, 'Robot')`,
      [own.accountId, serviceAccountId, own.roles.MEMBER],
    )
    expect((await list(own, {})).rows.map(({ name }) => name)).toEqual(['Ada Lovelace'])
  })
})

describe('who may see it', () => {
  test.each(['ADMINISTRATOR', 'USER', 'READ_ONLY_USER', 'MEMBER'] as const)('%s', async (role) => {
    const own = await newOrganization()
    const member = await newMember(own, own.roles[role])
    expect((await listMembers(member.ctx, inputOf(own, {}))).rows).toHaveLength(2)
  })

  test('not people of other accounts, not suspended members, and nobody who is not signed in', async () => {
    const other = await newOrganization()
    const suspended = await newMember(organization, organization.roles.ADMINISTRATOR, { status: 'SUSPENDED' })
    const stranger = await newPerson()
    for (const { ctx } of [other.administrator, suspended, stranger]) {
      await expect(listMembers(ctx, inputOf(organization, {}))).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(listMembers(visitor(), inputOf(organization, {}))).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await query('delete from membership where id = $1', [suspended.membershipId])
  })

  test('and an account that does not exist is told apart from one that is hidden by nobody', async () => {
    const stranger = await newPerson()
    const hidden = listMembers(stranger.ctx, inputOf(organization, {}))
    const missing = listMembers(stranger.ctx, { ...inputOf(organization, {}), accountId: randomUUID() })
    const [one, other] = await Promise.allSettled([hidden, missing])
    expect({ ...one }).toEqual({ ...other })
  })
})

type Asked = Partial<Omit<z.input<typeof listMembersInput>, 'accountId'>>

function inputOf({ accountId }: Organization, asked: Asked) {
  return listMembersInput.parse({ accountId, ...asked })
}

async function list(of: Organization, asked: Asked) {
  return listMembers(of.administrator.ctx, inputOf(of, asked))
}

/** Gives the members different roles, statuses, inviters and times of activity, many of them the same. */
async function spread({ accountId, roles, administrator }: Organization): Promise<void> {
  const others = `account_id = $1 and user_id <> $2`
  const about = [accountId, administrator.user.id]
  const nth = `(('x' || substr(id::text, 1, 4))::bit(16)::int)`
  await query(
    `update membership set role_id = (array[$3, $4, $5]::uuid[])[1 + ${nth} % 3],
       status = case when ${nth} % 5 = 0 then 'SUSPENDED' else 'ACTIVE' end::"MembershipStatus",
       invited_by_name = (array['', 'Zed', 'anna'])[1 + ${nth} % 3]
     where ${others}`,
    [...about, roles.MEMBER, roles.USER, roles.READ_ONLY_USER],
  )
  await query(
    `update membership_activity set last_active_at = now() - make_interval(days => ('x' || substr(membership_id::text, 1, 1))::bit(4)::int)
     where account_id = $1 and substr(membership_id::text, 2, 1) > '7'`,
    [accountId],
  )
}

async function walk(asked: Asked): Promise<MemberView[]> {
  const seen: MemberView[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = await list(organization, { ...asked, ...(cursor ? { cursor } : {}) })
    expect(page.rows.length).toBeLessThanOrEqual(Number(asked.limit ?? 50))
    seen.push(...page.rows)
    cursor = page.nextCursor
  }
  return seen
}

/** Members of these names who all joined at the same moment, without signing each of them up. */
async function addPeople({ accountId, roles }: Organization, given: string[]): Promise<void> {
  const users = given.map((name) => ({ id: randomUUID(), name }))
  await query(
    `insert into "user" (id, email, email_key, name) select id, id || '@example.com', id || '@example.com', name from json_to_recordset($1) as p (id uuid, name text)`,
    [JSON.stringify(users)],
  )
  await query(
    `insert into membership (account_id, id, kind, user_id, role_id, principal_name, principal_email)
     select $2, gen_random_uuid(), 'USER', id, $3, name, id || '@example.com' from json_to_recordset($1) as p (id uuid, name text)`,
    [JSON.stringify(users), accountId, roles.MEMBER],
  )
}
