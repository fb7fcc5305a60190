import { beforeAll, describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { systemContext } from '@/lib/authz/session'
import { permissionDefinition, isPermission, withImplied } from '@/lib/policy/permissions'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newHandle } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { seedInput } from './schema'
import { seedOrganization } from './service'

const now = new Date('2026-03-04T05:06:07Z')
const ctx = { ...systemContext('The tests'), now }
const never = new AbortController().signal

/** A small organization, which is the same one but for its handle. */
async function seed(change: Record<string, unknown> = {}, at = now) {
  const handle = newHandle()
  const input = seedInput.parse({
    members: 30,
    workspaces: 12,
    roles: 8,
    serviceAccounts: 5,
    handle,
    ...change,
  })
  const result = await seedOrganization({ ...ctx, now: at }, input, { onProgress: () => {}, signal: never })
  return { ...result, accountId: await accountOf(handle), handle }
}

async function accountOf(handle: string): Promise<string> {
  const [row] = await query<{ id: string }>('select id from account where handle = $1', [handle])
  return row?.id ?? ''
}

/** How many rows a query that looks for something wrong finds. */
async function countWrong(accountId: string, sql: string): Promise<number> {
  return (await query(sql, [accountId])).length
}

test('a seeded organization has runs in each workspace when they are asked for, with their present states', async () => {
  const { accountId, runs } = await seed({ workspaces: 2, runs: 50 }, new Date())
  expect(runs).toBe(100)
  const found = await query<{ runs: number; present: number }>(
    `select count(*)::int as runs, count(s.id)::int as present from workspace w
     join flow_run r on r.workspace_id = w.id join flow f on f.workspace_id = w.id and f.id = r.flow_id
     left join flow_run_state s on s.workspace_id = w.id and s.id = r.state_id and s.flow_run_id = r.id and s.type = r.state_type
     where w.account_id = $1 group by w.id`,
    [accountId],
  )
  expect(found).toEqual([
    { runs: 50, present: 50 },
    { runs: 50, present: 50 },
  ])
})

describe('a seeded organization', () => {
  let seeded: Awaited<ReturnType<typeof seed>>
  let accountId = ''
  beforeAll(async () => {
    seeded = await seed()
    accountId = seeded.accountId
  })

  test('has what was asked for', async () => {
    const [found] = await query(
      `select (select count(*)::int from membership where account_id = $1 and kind = 'USER') as members,
              (select count(*)::int from membership where account_id = $1 and kind = 'SERVICE_ACCOUNT') as "serviceAccounts",
              (select count(*)::int from workspace where account_id = $1) as workspaces,
              (select count(*)::int from role where account_id = $1 and built_in is null) as roles,
              (select count(*)::int from workspace_grant where account_id = $1) as grants,
              (select count(*)::int from invitation where account_id = $1 and status = 'PENDING') as invitations,
              (select count(*)::int from audit_event where account_id = $1) as events`,
      [accountId],
    )
    expect(seeded).toMatchObject(found ?? { nothing: true })
    expect(found).toMatchObject({ members: 30, serviceAccounts: 5, workspaces: 12, roles: 8 })
  })

  test('everybody has a personal account as signing up makes it', async () => {
    const personal = await query<{ kind: string; roles: number; administrators: number; handles: number }>(
      `select a.kind::text,
              (select count(*)::int from role where account_id = a.id and built_in is not null) as roles,
              (select count(*)::int from membership m join role r on r.account_id = m.account_id and r.id = m.role_id
               where m.account_id = a.id and m.status = 'ACTIVE' and m.user_id = u.id and r.built_in = 'ADMINISTRATOR') as administrators,
              (select count(*)::int from account_handle where account_id = a.id and handle = a.handle) as handles
       from membership o join "user" u on u.id = o.user_id join account a on a.owner_user_id = u.id where o.account_id = $1`,
      [accountId],
    )
    expect(personal).toHaveLength(30)
    for (const account of personal)
      expect(account).toEqual({ kind: 'PERSONAL', roles: 8, administrators: 1, handles: 1 })
  })

  test('has the eight built-in roles in their order, and active Administrators', async () => {
    const roles = await query<{ built_in: string }>(
      'select built_in from role where account_id = $1 and built_in is not null order by created_at, id',
      [accountId],
    )
    expect(roles.map((role) => role.built_in)).toEqual([
      'ADMINISTRATOR',
      'USER',
      'READ_ONLY_USER',
      'MEMBER',
      'OWNER',
      'COLLABORATOR',
      'RUNNER',
      'READ_ONLY_COLLABORATOR',
    ])
    const administrators = `select 1 from membership m join role r on r.account_id = m.account_id and r.id = m.role_id
       where m.account_id = $1 and r.built_in = 'ADMINISTRATOR' and m.status = 'ACTIVE' and m.kind = 'USER'`
    expect(await countWrong(accountId, administrators)).toBeGreaterThan(1)
  })

  test('the copies of names and addresses are those of the users, which nobody else has', async () => {
    const differing = `select 1 from membership m join "user" u on u.id = m.user_id where m.account_id = $1
       and (m.principal_name <> u.name or m.principal_email <> u.email or u.email_key <> lower(u.email) or u.email_verified_at is null)`
    expect(await countWrong(accountId, differing)).toBe(0)
    const inviters = `select 1 from membership m join "user" u on u.id = m.invited_by_user_id
       where m.account_id = $1 and (m.invited_by_name <> u.name or m.created_at < u.created_at)`
    expect(await countWrong(accountId, inviters)).toBe(0)
    const foreign = `select 1 from membership m where m.account_id = $1 and m.kind = 'USER'
       and m.principal_email not like '%@${seeded.handle}.example.com'`
    expect(await countWrong(accountId, foreign)).toBe(0)
  })

  test('custom roles store what is implied and nothing that is reserved', async () => {
    const roles = await query<{ permissions: string[] }>(
      'select permissions from role where account_id = $1 and built_in is null',
      [accountId],
    )
    for (const { permissions } of roles) {
      const known = permissions.filter(isPermission)
      expect(known).toEqual(permissions)
      expect(new Set(known)).toEqual(withImplied(known))
      expect(known.length).toBeGreaterThan(0)
      expect(known.filter((permission) => permissionDefinition(permission).isReserved)).toEqual([])
    }
  })

  test('grants follow the rules: nothing before its time, and only reading for who only reads (R11)', async () => {
    const early = `select 1 from workspace_grant g join membership m on m.account_id = g.account_id and m.id = g.membership_id
       join workspace w on w.account_id = g.account_id and w.id = g.workspace_id
       where g.account_id = $1 and (g.created_at < m.created_at or g.created_at < w.created_at or g.expires_at < g.created_at)`
    expect(await countWrong(accountId, early)).toBe(0)
    const excessive = `select 1 from workspace_grant g join membership m on m.account_id = g.account_id and m.id = g.membership_id
       join role held on held.account_id = m.account_id and held.id = m.role_id join role given on given.account_id = g.account_id and given.id = g.role_id
       where g.account_id = $1 and held.built_in = 'READ_ONLY_USER' and given.built_in is distinct from 'READ_ONLY_COLLABORATOR'`
    expect(await countWrong(accountId, excessive)).toBe(0)
  })

  test('roles are only where they can be: none of the organization in a workspace, none with one for a service account (R8)', async () => {
    const granted = await query<{ built_in: string | null; permissions: string[] }>(
      `select r.built_in, r.permissions from role r where r.account_id = $1 and (
         exists (select 1 from workspace_grant g where g.account_id = r.account_id and g.role_id = r.id)
         or exists (select 1 from workspace w where w.account_id = r.account_id and w.default_role_id = r.id)
         or exists (select 1 from membership m where m.account_id = r.account_id and m.role_id = r.id and m.kind = 'SERVICE_ACCOUNT'
                    and r.built_in is distinct from 'MEMBER'))`,
      [accountId],
    )
    expect(granted.length).toBeGreaterThan(2)
    for (const { built_in: builtIn, permissions } of granted) {
      expect(['OWNER', 'COLLABORATOR', 'RUNNER', 'READ_ONLY_COLLABORATOR', null]).toContain(builtIn)
      const levels = permissions.filter(isPermission).map((id) => permissionDefinition(id).level)
      expect(levels.filter((level) => level === 'organization')).toEqual([])
    }
  })

  test('every open invitation has one link, and nobody is invited who is a member', async () => {
    const wrong = `select 1 from invitation i where i.account_id = $1 and (
       (select count(*) from invitation_link l where l.account_id = i.account_id and l.invitation_id = i.id and l.is_current) <> 1
       or exists (select 1 from membership m where m.account_id = i.account_id and m.principal_email = i.email))`
    expect(await countWrong(accountId, wrong)).toBe(0)
  })

  test('the audit chain holds, and tells of every member, role and workspace in order of time', async () => {
    expect(await verifyAuditChain(accountId)).toEqual({ intact: true, events: BigInt(seeded.events) })
    const actions = await actionsOf(accountId)
    expect(actions[0]).toBe('account.created')
    expect(actions.filter((action) => action === 'membership.created')).toHaveLength(29)
    expect(actions.filter((action) => action === 'role.created')).toHaveLength(8)
    expect(actions.filter((action) => action === 'workspace.created')).toHaveLength(12)
    const backwards = `select 1 from audit_event e join audit_event n on n.account_id = e.account_id and n.sequence = e.sequence + 1
       where e.account_id = $1 and n.timestamp < e.timestamp`
    expect(await countWrong(accountId, backwards)).toBe(0)
  })

  test('so do the chains of the personal accounts', async () => {
    const accounts = await query<{ id: string }>(
      `select a.id from membership m join account a on a.owner_user_id = m.user_id where m.account_id = $1 limit 3`,
      [accountId],
    )
    for (const { id } of accounts) expect(await verifyAuditChain(id)).toEqual({ intact: true, events: 2n })
  })

  test('nobody was active before they came', async () => {
    const wrong = `select 1 from membership m left join membership_activity a on a.account_id = m.account_id and a.membership_id = m.id
       where m.account_id = $1 and (a.membership_id is null or a.last_active_at < m.created_at)`
    expect(await countWrong(accountId, wrong)).toBe(0)
  })
})

test('the same seed gives the same people, roles and workspaces at the same times; another gives others', async () => {
  const [one, same, other] = [await seed({ seed: 7 }), await seed({ seed: 7 }), await seed({ seed: 8 })]
  const people = await peopleOf(one.accountId)
  expect(people).toHaveLength(35)
  expect(await peopleOf(same.accountId)).toEqual(people)
  expect(await peopleOf(other.accountId)).not.toEqual(people)
  expect(await thingsOf(same.accountId)).toEqual(await thingsOf(one.accountId))
})

async function peopleOf(accountId: string) {
  return query(
    `select m.principal_name, split_part(m.principal_email, '@', 1) as local, r.name, m.status::text, m.created_at, m.invited_by_name,
            a.last_active_at, (select count(*) from workspace_grant g where g.account_id = m.account_id and g.membership_id = m.id) as grants
     from membership m join role r on r.account_id = m.account_id and r.id = m.role_id
     join membership_activity a on a.account_id = m.account_id and a.membership_id = m.id
     where m.account_id = $1 order by m.created_at, m.principal_name`,
    [accountId],
  )
}

async function thingsOf(accountId: string) {
  return query(
    `select name, handle as detail, created_at from workspace where account_id = $1
     union all select name, array_to_string(permissions, ' '), created_at from role where account_id = $1
     union all select split_part(email, '@', 1), message, created_at from invitation where account_id = $1
     order by created_at, name`,
    [accountId],
  )
}

test('an Administrator who exists is taken, and no password is told', async () => {
  const { user } = await newPerson({ name: 'Grace Hopper' })
  const { administrator, password, accountId } = await seed({
    members: 2,
    administrator: user.email.toUpperCase(),
  })
  expect({ administrator, password }).toEqual({ administrator: user.email, password: null })
  const administered = 'select 1 from membership where account_id = $1 and user_id = $2 and status = $3'
  expect(await query(administered, [accountId, user.id, 'ACTIVE'])).toHaveLength(1)
})

test('a handle that is taken is refused before anything is written', async () => {
  const { handle } = await seed({ members: 1 })
  const domain = `%@${handle}.example.com`
  const users = await query('select id from "user" where email like $1', [domain])
  await expect(seed({ handle })).rejects.toMatchObject({
    reason: 'handle_taken',
    message: `The handle “${handle}” is taken. Choose another with --handle.`,
  })
  expect(await query('select id from "user" where email like $1', [domain])).toEqual(users)
})

test('people who are left of an organization that is gone keep their addresses', async () => {
  const { handle, accountId } = await seed({
    members: 2,
    roles: 0,
    workspaces: 0,
    serviceAccounts: 0,
    invitations: 0,
  })
  await query('delete from membership where account_id = $1', [accountId])
  await query('delete from account where id = $1', [accountId])
  await expect(seed({ handle })).rejects.toMatchObject({ reason: 'people_there' })
})

test('whoever stops it midway has a smaller organization in which everything is whole', async () => {
  const handle = newHandle()
  const stop = new AbortController()
  const run = seedOrganization(ctx, seedInput.parse({ members: 1_200, workspaces: 3, roles: 2, handle }), {
    onProgress: () => stop.abort(),
    signal: stop.signal,
  })
  await expect(run).rejects.toMatchObject({ code: 'conflict', reason: 'seed_interrupted' })
  const accountId = await accountOf(handle)
  const [found] = await query<{ members: number; owners: number }>(
    `select count(*)::int as members, count(a.id)::int as owners
     from membership m left join account a on a.owner_user_id = m.user_id where m.account_id = $1 and m.kind = 'USER'`,
    [accountId],
  )
  expect(found?.members).toBeGreaterThan(500)
  expect(found?.members).toBeLessThan(1_200)
  expect(found?.owners).toBe(found?.members)
  expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
})

describe('denials', () => {
  test('only the operator fills the database', async () => {
    await newPerson()
    // Not the first to sign up, who is the operator.
    const { ctx: person } = await newPerson()
    const run = seedOrganization(person, seedInput.parse({ handle: newHandle() }), {
      onProgress: () => {},
      signal: never,
    })
    await expect(run).rejects.toMatchObject({ code: 'not_found' })
  })
})
