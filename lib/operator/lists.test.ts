import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { setPlan } from '@/lib/accounts/operate'
import { getInstallationEvent } from '@/lib/audit/detail'
import { listInstallationLog } from '@/lib/audit/list'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { env, settingNames } from '@/lib/env'
import { withTransaction } from '@/lib/db/transaction'
import { enqueueJob } from '@/lib/jobs/service'
import { eventsOf } from '@/lib/testing/audit'
import { installationId } from '@/lib/audit/installation'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { productVersion } from '@/lib/version'
import { newPerson, requestWith, visitor } from '@/lib/testing/people'
import { newWorkspace } from '@/lib/testing/workspaces'
import { getHealth } from './health'
import { listJobs, retryJob } from './jobs'
import { listOperatorAccounts, listOperatorUsers } from './lists'
import { listJobsInput, listOperatorAccountsInput, listOperatorUsersInput } from './schema'
import { listSettings } from './settings'
import { suspendAccount } from './suspend-accounts'

const commandLine = systemContext('The tests')

describe('the list of accounts', () => {
  test('has plan and usage against its limits, found by any part of name or handle', async () => {
    const mark = randomUUID().slice(0, 8)
    const organization = await newOrganization({ name: `Größe ${mark} 100%`, plan: 'STANDARD' })
    await newMember(organization, organization.roles.MEMBER)
    await newWorkspace(organization, 'Vault')
    for (const search of [`größe ${mark}`, `${mark} 100%`, organization.handle.toUpperCase()]) {
      const { rows } = await accounts({ search })
      expect(rows).toMatchObject([
        {
          id: organization.accountId,
          plan: 'STANDARD',
          members: { used: 2, limit: 10 },
          service_accounts: { used: 0, limit: 2 },
          workspaces: { used: 1, limit: 5 },
          suspended_at: null,
        },
      ])
    }
    expect((await accounts({ search: `${mark} 100_` })).rows).toEqual([])
  })

  test.each(['created', '-created', 'name', '-name'])(
    'in the order of %s, page after page without gap or repetition',
    async (sort) => {
      const mark = randomUUID().slice(0, 8)
      for (const name of ['b', 'A', 'c', 'a', 'B']) await newOrganization({ name: `${name} ${mark}` })
      const names: string[] = []
      let cursor: string | undefined
      do {
        const page = await accounts({ search: mark, sort, limit: 2, cursor })
        names.push(...page.rows.map(({ name }) => name.slice(0, 1)))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      const expected = { created: 'bAcaB', '-created': 'BacAb', name: 'aabbc', '-name': 'cbbaa' }[sort]
      const found = sort.endsWith('name') ? names.join('').toLowerCase() : names.join('')
      expect(found).toBe(expected)
    },
  )

  test('narrows to a plan, a kind and what is suspended', async () => {
    const mark = randomUUID().slice(0, 8)
    const one = await newOrganization({ name: `One ${mark}`, plan: 'STANDARD' })
    await newOrganization({ name: `Two ${mark}` })
    await suspendAccount(commandLine, { handle: one.handle })
    const named = async (change: object) =>
      (await accounts({ search: mark, ...change })).rows.map(({ name }) => name)
    expect(await named({ plan: 'STANDARD' })).toEqual([`One ${mark}`])
    expect(await named({ state: 'suspended' })).toEqual([`One ${mark}`])
    expect(await named({ state: 'active' })).toEqual([`Two ${mark}`])
    expect(await named({ kind: 'PERSONAL' })).toEqual([])
  })

  test('a foreign cursor is refused', async () => {
    const asked = accounts({ cursor: Buffer.from('{"key":"x","id":"y"}').toString('base64url') })
    await expect(asked).rejects.toMatchObject({ code: 'invalid_input', reason: 'invalid_cursor' })
  })
})

test('the list of users has their sessions and accounts, found by any part of name or address', async () => {
  const ada = await newPerson({ name: 'Ada Lovelace' })
  const { rows } = await listOperatorUsers(
    commandLine,
    listOperatorUsersInput.parse({ search: ada.user.email.slice(2).toUpperCase() }),
  )
  expect(rows).toMatchObject([{ id: ada.user.id, sessions: 1, accounts: 1, suspended_at: null }])
  expect(JSON.stringify(rows)).not.toContain('argon2')
})

test('an event of the installation’s log is read by its id, and none of an account is', async () => {
  const { accountId, handle } = await newOrganization()
  await setPlan(commandLine, { handle, plan: 'STANDARD' })
  const events = await query<{ id: string; account_id: string }>(
    `select id, account_id from audit_event where object_id = $1 and action = 'account.plan_changed'`,
    [accountId],
  )
  const idIn = (log: string) => events.find(({ account_id }) => account_id === log)?.id ?? ''
  const own = await getInstallationEvent(commandLine, { auditEventId: idIn(installationId) })
  expect(own).toMatchObject({ action: 'account.plan_changed', object_link: null, actor_link: null })
  expect(own.hash).toMatch(/^[\da-f]{64}$/)
  const foreign = getInstallationEvent(commandLine, { auditEventId: idIn(accountId) })
  await expect(foreign).rejects.toMatchObject({ code: 'not_found', reason: 'audit_event_not_found' })
})

test('the list of users says why somebody is not suspended or sent a link, as the order itself does', async () => {
  const name = `Olga ${randomUUID().slice(0, 8)}`
  const [own, other, stopped] = [
    await newPerson({ name }),
    await newPerson({ name }),
    await newPerson({ name }),
  ]
  const operators = [own.user.id, other.user.id]
  await query('update "user" set is_operator = true where id = any($1)', [operators])
  await query('update "user" set suspended_at = now() where id = $1', [stopped.user.id])
  const ctx = await requestWith(own.sessionId)
  const { rows } = await listOperatorUsers(ctx, listOperatorUsersInput.parse({ search: name }))
  const canOf = (id: string) => rows.find((row) => row.id === id)?.can
  const refused = (reason: string) => ({ allowed: false, reason })
  expect(canOf(own.user.id)).toMatchObject({
    suspend: refused('own_user'),
    resetPassword: { allowed: true },
  })
  expect(canOf(other.user.id)?.suspend).toEqual({ allowed: true })
  expect(canOf(stopped.user.id)).toMatchObject({
    suspend: { allowed: true },
    resetPassword: refused('user_suspended'),
  })
})

test('a plan that the operator sets holds from the next request on, and is in both logs', async () => {
  const { accountId, handle } = await newOrganization()
  await setPlan(commandLine, { handle, plan: 'STANDARD' })
  expect((await eventsOf(accountId)).at(-1)).toMatchObject({ action: 'account.plan_changed' })
  const own = (await eventsOf(installationId)).filter(({ object_id }) => object_id === accountId)
  expect(own).toMatchObject([{ action: 'account.plan_changed' }])
})

test('jobs are listed without what they carry; one that was given up is run again, one that runs is not', async () => {
  const emailKey = `${randomUUID()}@example.com`
  await withTransaction((tx) =>
    enqueueJob(tx, 'record_failed_sign_in', {
      emailKey,
      request: { requestId: 'r', ipAddress: null, userAgent: null, at: new Date().toISOString() },
    }),
  )
  const jobs = 'graphile_worker._private_jobs'
  const [made] = await query<{ id: string }>(
    `select id::text from ${jobs} where payload ->> 'emailKey' = $1`,
    [emailKey],
  )
  const id = made?.id ?? ''
  // The newest come first, and those of other tests come all the time.
  const find = async (state?: 'failed' | 'running') => {
    const asked = listJobsInput.parse({ limit: 100, ...(state ? { state } : {}) })
    return (await listJobs(commandLine, asked)).rows.find((row) => row.id === id)
  }
  const listed = await find()
  expect(listed).toMatchObject({
    id,
    name: 'record_failed_sign_in',
    state: 'waiting',
    can: { retry: { allowed: true } },
  })
  expect(JSON.stringify(listed)).not.toContain(emailKey)
  await query(`update ${jobs} set attempts = max_attempts, last_error = E'No\\nstack' where id = $1`, [id])
  expect(await find('failed')).toMatchObject({ id, state: 'failed', error: 'No' })
  await retryJob(commandLine, { id })
  expect(await find()).toMatchObject({ id, state: 'waiting', attempts: 0 })
  const told = (await eventsOf(installationId)).filter(({ object_id }) => object_id === id)
  expect(told).toMatchObject([{ action: 'job.retried' }])
  await query(`update ${jobs} set locked_at = now(), locked_by = 'somebody' where id = $1`, [id])
  expect(await find('running')).toMatchObject({ id, can: { retry: { reason: 'job_running' } } })
  await expect(retryJob(commandLine, { id })).rejects.toMatchObject({
    code: 'conflict',
    reason: 'job_running',
  })
  await expect(retryJob(commandLine, { id: '999999999' })).rejects.toMatchObject({ code: 'not_found' })
})

test('the health looks at everything, and says that no worker is alive', async () => {
  const { state, checks } = await getHealth(commandLine)
  expect(checks.map(({ id }) => id)).toEqual([
    'database',
    'migrations',
    'worker',
    'jobs',
    'mail',
    'audit',
    'disk',
    'version',
  ])
  expect(checks.find(({ id }) => id === 'worker')).toMatchObject({ state: 'failing' })
  expect(checks.find(({ id }) => id === 'database')?.detail).toMatch(/^PostgreSQL \d+.*answered in \d+ ms\.$/)
  const detailOf = (id: string) => checks.find((check) => check.id === id)?.detail
  expect(detailOf('migrations')).toMatch(
    /^\d+ migrations applied, the last is \d{14}_\w+\. None is pending\.$/,
  )
  expect(detailOf('disk')).toMatch(
    / of .* free on the disk of this process\. The database is on the disk of its own server/,
  )
  expect(detailOf('version')).toContain(`Roster ${productVersion} on Node`)
  expect(state).toBe('failing')
})

test('the health tells a migration that waits, the last heartbeat, and the disk of the embedded database', async () => {
  const [last] = await query<{ name: string }>(
    'select max(migration_name) as name from _prisma_migrations where finished_at is not null',
  )
  await query(`insert into job_worker (id, seen_at) values ('seen', now() - interval '20 seconds')`)
  await query('update _prisma_migrations set rolled_back_at = now() where migration_name = $1', [last?.name])
  env().EMBEDDED_DATABASE_FOLDER = '/'
  try {
    const { checks } = await getHealth(commandLine)
    const of = (id: string) => checks.find((check) => check.id === id)
    expect(of('migrations')).toMatchObject({
      state: 'failing',
      detail: expect.stringContaining(`1 migration pending, the first is ${last?.name}.`),
    })
    expect(of('worker')).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^Runs \d+ jobs? at once\.$/),
    })
    expect(Date.now() - Date.parse(of('worker')?.at ?? '')).toBeLessThan(60_000)
    expect(of('disk')?.detail).toMatch(/ of .* free where the embedded database is, in \/\.$/)
  } finally {
    delete env().EMBEDDED_DATABASE_FOLDER
    await query(`delete from job_worker where id = 'seen'`)
    await query('update _prisma_migrations set rolled_back_at = null where migration_name = $1', [last?.name])
  }
})

test('the health names the accounts whose audit log does not hold', async () => {
  const { accountId, handle } = await newOrganization({ handle: `0-${randomUUID().slice(0, 8)}` })
  const note = (bad: number | null) =>
    query(
      `insert into audit_verification (account_id, sequence, hash, verified_at, first_bad_sequence, problem, problem_noted_at)
       values ($1, 1, sha256('x'), now(), $2, 'changed', now())
       on conflict (account_id) do update set first_bad_sequence = $2`,
      [accountId, bad],
    )
  const audit = async () => (await getHealth(commandLine)).checks.find(({ id }) => id === 'audit')
  await note(1)
  try {
    expect(await audit()).toMatchObject({ state: 'failing', detail: expect.stringContaining(handle) })
  } finally {
    await note(null)
  }
  expect((await audit())?.detail).not.toContain(handle)
})

test('settings are shown as they are in effect, and no secret is in them', async () => {
  const settings = await listSettings(commandLine)
  const text = JSON.stringify(settings)
  const { AUTH_SECRET, DATABASE_URL, BASE_URL } = env()
  expect(text).not.toContain(AUTH_SECRET)
  expect(text).not.toContain(DATABASE_URL)
  const of = (name: string) => settings.find((setting) => setting.name === name)
  expect(of('BASE_URL')).toEqual({ name: 'BASE_URL', value: BASE_URL, is_default: false, is_secret: false })
  expect(of('AUTH_SECRET')).toMatchObject({ value: null, is_secret: true })
  expect(of('DATABASE_URL')).toMatchObject({ value: new URL(DATABASE_URL).host, is_secret: true })
  expect(of('SESSION_DAYS')).toMatchObject({ value: '30', is_default: true })
  expect(of('AUDIT_SIGNING_KEY')).toMatchObject({ value: null, is_default: true, is_secret: true })
  expect(of('AUDIT_STDOUT')).toMatchObject({ value: 'false', is_secret: false })
  expect(of('WEBHOOK_ALLOW_PRIVATE')).toMatchObject({ value: 'false', is_secret: false })
})

test('every setting is named, and each was thought of: it is shown, or it is one of the secrets', async () => {
  const settings = await listSettings(commandLine)
  expect(settings.map(({ name }) => name)).toEqual(settingNames.toSorted())
  const secrets = settings.filter(({ is_secret }) => is_secret).map(({ name }) => name)
  expect(secrets).toEqual(['AUDIT_SIGNING_KEY', 'AUTH_SECRET', 'DATABASE_URL', 'SMTP_URL'])
})

describe('denials', () => {
  const asked: Record<string, (ctx: Ctx) => Promise<unknown>> = {
    listOperatorAccounts: async (ctx) => listOperatorAccounts(ctx, listOperatorAccountsInput.parse({})),
    listOperatorUsers: async (ctx) => listOperatorUsers(ctx, listOperatorUsersInput.parse({})),
    listJobs: async (ctx) => listJobs(ctx, listJobsInput.parse({})),
    retryJob: async (ctx) => retryJob(ctx, { id: '1' }),
    getHealth: async (ctx) => getHealth(ctx),
    listSettings: async (ctx) => listSettings(ctx),
    listInstallationLog: async (ctx) => listInstallationLog(ctx, { search: '', limit: 10 }),
    getInstallationEvent: async (ctx) => getInstallationEvent(ctx, { auditEventId: randomUUID() }),
  }

  test.each(Object.keys(asked))('%s is not there for anybody but operators', async (name) => {
    const person = await newPerson()
    await query('update "user" set is_operator = false where id = $1', [person.user.id])
    await expect(asked[name]?.(await requestWith(person.sessionId))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(asked[name]?.(visitor())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

function accounts(change: object) {
  return listOperatorAccounts(commandLine, listOperatorAccountsInput.parse(change))
}
