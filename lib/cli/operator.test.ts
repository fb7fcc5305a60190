import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { installationId } from '@/lib/audit/installation'
import { systemContext } from '@/lib/authz/session'
import { enqueueJob } from '@/lib/jobs/service'
import { deleteUserByCommand, exportUserDataByCommand } from '@/lib/operator/delete-users'
import { withTransaction } from '@/lib/db/transaction'
import { healthView } from '@/lib/operator/schema'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { newPerson, requestWith, visitor } from '@/lib/testing/people'
import { addRetries, addUserOrders } from './operator'
import { addOperatorLists } from './operator-lists'
import { addUserEndings } from './people'

const ctx = systemContext('The tests')

let printed = ''
beforeEach(() => {
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

async function run(...words: string[]): Promise<string> {
  const program = new Command().option('--json').exitOverride()
  addOperatorLists(program.command('operator'), ctx)
  const user = program.command('user')
  addUserOrders(user, ctx)
  addUserEndings(user, ctx)
  addRetries(program, ctx)
  printed = ''
  await program.parseAsync(['node', 'cli', ...words])
  return printed
}

async function runJson(...words: string[]): Promise<unknown> {
  return JSON.parse(await run('--json', ...words))
}

describe('the lists', () => {
  test('of accounts and users find by name, as a table and as one line of JSON', async () => {
    const name = `Globex ${randomUUID()}`
    const { handle, accountId, administrator } = await newOrganization({ name, plan: 'STANDARD' })
    expect(await runJson('operator', 'accounts', '--search', name, '--plan', 'standard')).toMatchObject({
      rows: [{ id: accountId, members: { used: 1, limit: 10 } }],
      nextCursor: null,
    })
    const table = (await run('operator', 'accounts', '--search', name)).trim().split('\n')
    expect(table[0]).toMatch(/^HANDLE +NAME +KIND +PLAN +MEMBERS/)
    expect(table[1]).toMatch(new RegExp(`^${handle} +${name} +organization +standard +1 of 10 `))
    const { email } = administrator.user
    expect(await runJson('operator', 'users', '--search', email)).toMatchObject({ rows: [{ email }] })
    expect(await run('operator', 'users', '--search', randomUUID())).toBe('There is nothing to show.\n')
  })

  test('say where the next page begins', async () => {
    await newOrganization()
    const first = await run('operator', 'users', '--limit', '1')
    const cursor = /More: --cursor (\S+)/.exec(first)?.[1] ?? ''
    expect(await runJson('operator', 'users', '--limit', '1', '--cursor', cursor)).toMatchObject({
      rows: [expect.anything()],
    })
  })

  test('a name cannot move the cursor of a terminal', async () => {
    const person = await newPerson()
    await query('update "user" set name = $2 where id = $1', [person.user.id, 'Ada\u001b[2J'])
    expect(await run('operator', 'users', '--search', person.user.email)).not.toContain('\u001b')
  })

  test('of jobs, mail, the log, health and settings', async () => {
    const { user } = await newPerson()
    await run('user', 'end-sessions', user.email)
    expect(await run('operator', 'audit-log', '--search', user.name)).toContain('user.sessions_ended')
    await run('operator', 'jobs', '--state', 'waiting')
    expect(await runJson('operator', 'mail', '--search', user.email)).toMatchObject({ rows: [] })
    expect(await run('operator', 'settings')).toMatch(/AUTH_SECRET +set, and not shown +no/)
    const health = healthView.parse(await runJson('operator', 'health'))
    expect(process.exitCode).toBe(health.state === 'failing' ? 1 : undefined)
    expect(await run('operator', 'health')).toMatch(
      /^CHECK +STATE +LAST WORKED +FOUND\nDatabase +ok +– +PostgreSQL/,
    )
  })

  test('a word that is none is refused with a sentence', async () => {
    await expect(run('operator', 'accounts', '--plan', 'gold')).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})

test('a job is run again by its number, and a mail that is not there is not found', async () => {
  const key = randomUUID()
  await withTransaction((tx) => enqueueJob(tx, 'verify_audit_log', { accountId: key }, { key }))
  const [job] = await query<{ id: string }>('select id::text from graphile_worker.jobs where key = $1', [key])
  expect(await run('job', 'retry', job?.id ?? '')).toBe(`The job ${job?.id} is run again.\n`)
  await query('select graphile_worker.remove_job($1)', [key])
  await expect(run('mail', 'retry', 'x')).rejects.toMatchObject({ code: 'invalid_input' })
})

describe('a person who asked the operator', () => {
  test('gets what is kept about them in a file of their own, which the logs tell', async () => {
    const organization = await newOrganization()
    const { user } = organization.administrator
    const file = join(mkdtempSync(join(tmpdir(), 'roster-download-')), 'data.json')
    await run('user', 'download', user.email, '--output', file)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ user: { email: user.email } })
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(await runJson('user', 'download', user.email)).toMatchObject({ user: { email: user.email } })
    expect((await actionsOf(organization.accountId)).at(-1)).toBe('user.data_downloaded')
    expect((await eventsOf(installationId)).map(({ object_id }) => object_id)).toContain(user.id)
  })

  test('is deleted as they would be, which the logs tell, and not where nobody else administers', async () => {
    const organization = await newOrganization({ name: 'Acme' })
    const { administrator, accountId, roles } = organization
    const gone = run('user', 'delete', administrator.user.email)
    await expect(gone).rejects.toMatchObject({ code: 'conflict', reason: 'last_administrator' })
    await expect(gone).rejects.toThrow(/is the only Administrator who can sign in of Acme/)
    await newMember(organization, roles.ADMINISTRATOR)
    expect(await run('user', 'delete', administrator.user.email)).toBe(
      `${administrator.user.email} is deleted.\n`,
    )
    expect((await requestWith(administrator.sessionId)).actor.kind).toBe('ANONYMOUS')
    expect((await eventsOf(accountId)).slice(-2)).toMatchObject([
      { action: 'membership.left', actor_kind: 'SYSTEM' },
      { action: 'user.deleted', message: expect.stringMatching(/^The operator deleted the account of/) },
    ])
    const own = (await eventsOf(installationId)).filter(
      ({ object_id }) => object_id === administrator.user.id,
    )
    expect(own.map(({ action }) => action)).toEqual(['change.refused', 'user.deleted'])
  })
})

describe('denials', () => {
  test('deleteUserByCommand and exportUserDataByCommand are not there for operators in a browser', async () => {
    const operator = await newPerson()
    await query('update "user" set is_operator = true where id = $1', [operator.user.id])
    const { user } = await newPerson()
    const asking = await requestWith(operator.sessionId)
    for (const order of [deleteUserByCommand, exportUserDataByCommand]) {
      await expect(order(asking, { userId: user.id })).rejects.toMatchObject({ code: 'not_found' })
      await expect(order(visitor(), { userId: user.id })).rejects.toMatchObject({ code: 'unauthenticated' })
    }
    expect(await query('select 1 from "user" where id = $1', [user.id])).toHaveLength(1)
  })
})
