import { describe, expect, test } from 'vitest'
import { createOrganization } from '@/lib/accounts/create'
import { verifyAuditChain } from '@/lib/audit/service'
import { systemContext } from '@/lib/authz/session'
import { AppError } from '@/lib/errors'
import { acceptInvitation } from '@/lib/invitations/answer'
import { changeMemberRole, leaveOrganization } from '@/lib/members/manage'
import { deleteUserByCommand } from '@/lib/operator/delete-users'
import { suspendUser } from '@/lib/operator/change-users'
import { mailPasswordReset, requestPasswordReset, resetPassword } from '@/lib/passwords/service'
import { signIn } from '@/lib/sessions/sign-in'
import { newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { inviteTo, newHandle, newMember, newOrganization, type Person } from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { goodPassword, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { runQueued } from '@/lib/testing/queued-jobs'
import { newWorkspace } from '@/lib/testing/workspaces'
import { deleteOwnUser } from './deletion'

const commandLine = systemContext('The tests')
// The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const rounds = isEmbeddedDatabase() ? 2 : 25
const timeout = 240_000

function goodbye({ ctx, user }: Person) {
  return deleteOwnUser(ctx, { email: user.email, currentPassword: goodPassword })
}

describe(`a deletion at the same moment as something else, ${rounds} times:`, () => {
  test(
    'an invitation is accepted: a member who is there, or nobody, and never a failure',
    { timeout },
    async () => {
      const organization = await newOrganization()
      for (let round = 0; round < rounds; round += 1) {
        const ada = await newPerson()
        const { token } = await inviteTo(organization, { email: ada.user.email })
        const tried = await settle([goodbye(ada), acceptInvitation(ada.ctx, { token })])
        expectRefusals(tried, ['changed_meanwhile', 'unauthenticated'])
        expectConsistent(await traces(ada))
      }
      expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
    },
  )

  test('a session begins: it opens nothing once the person is gone', { timeout }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const ada = await newPerson()
      const [gone, begun] = await Promise.allSettled([
        goodbye(ada),
        signIn(visitor(), { email: ada.user.email, password: goodPassword }),
      ])
      expect(gone.status).toBe('fulfilled')
      if (begun.status === 'fulfilled')
        expect((await requestWith(begun.value.sessionId)).actor.kind).toBe('ANONYMOUS')
      else expect(begun.reason).toMatchObject({ reason: 'wrong_credentials' })
      expectConsistent(await traces(ada))
    }
  })

  test('they are made Administrator and the other leaves: an Administrator stays', { timeout }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const organization = await newOrganization()
      const { accountId, roles, administrator } = organization
      const mia = await newMember(organization, roles.MEMBER)
      const handOver = async () => {
        await changeMemberRole(administrator.ctx, {
          accountId,
          membershipId: mia.membershipId,
          roleId: roles.ADMINISTRATOR,
        })
        await leaveOrganization(administrator.ctx, { accountId })
      }
      expectRefusals(await settle([handOver(), goodbye(mia)]), [
        'last_administrator',
        'changed_meanwhile',
        // Whoever was to be made Administrator is gone before.
        'member_not_found',
      ])
      const left = await query('select 1 from membership where account_id = $1 and role_id = $2', [
        accountId,
        roles.ADMINISTRATOR,
      ])
      expect(left.length).toBeGreaterThanOrEqual(1)
    }
  })

  test('they found an organization: it has them, or is not there', { timeout }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const ada = await newPerson()
      const named = { name: 'Globex', handle: newHandle() }
      const tried = await settle([goodbye(ada), createOrganization(ada.ctx, named)])
      expectRefusals(tried, ['changed_meanwhile', 'last_administrator', 'user_not_found'])
      const alone = await query(
        `select 1 from account a where a.handle = $1
         and not exists (select 1 from membership m where m.account_id = a.id)`,
        [named.handle],
      )
      expect(alone).toEqual([])
    }
  })

  test(
    'the password is reset, a key is made, an operator suspends or deletes them',
    { timeout },
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const ada = await newPerson()
        const { requestId, ipAddress, userAgent, now } = visitor()
        const request = { requestId, ipAddress, userAgent, at: now.toISOString() }
        await mailPasswordReset({ id: crypto.randomUUID(), emailKey: ada.user.email, request })
        const token = (await mailsTo(ada.user.email)).at(-1)?.token ?? ''
        const { id: userId } = ada.user
        const others = [
          () => resetPassword(visitor(), { token, password: 'another-plum-orbit' }),
          () => newUserApiKey(ada.ctx),
          () => suspendUser(commandLine, { userId }),
          () => deleteUserByCommand(commandLine, { userId }),
          () => mailPasswordReset({ id: crypto.randomUUID(), emailKey: ada.user.email, request }),
        ]
        const other = others[round % others.length]
        const tried = await settle([goodbye(ada), ...(other ? [other()] : [])])
        expectRefusals(tried, [
          'link_unknown',
          'unauthenticated',
          'user_not_found',
          'wrong_password',
          'user_suspended',
        ])
        expectConsistent(await traces(ada))
      }
    },
  )
})

describe('of somebody who is gone', () => {
  test('no table has the address but logs and what organizations keep of invitations; mails and links are gone', async () => {
    const organization = await newOrganization()
    const ada = await newPerson({ name: 'Ada Gone' })
    const { token } = await inviteTo(organization, { email: ada.user.email })
    await acceptInvitation(ada.ctx, { token })
    const own = await newOrganization({ administrator: ada })
    await newMember(own, own.roles.ADMINISTRATOR)
    const workspaceId = await newWorkspace({ accountId: ada.accountId }, 'Mine')
    await newUserApiKey(ada.ctx)
    await requestPasswordReset(visitor(), { email: ada.user.email })
    await runQueued('mail_password_reset', ({ emailKey }) => emailKey === ada.user.email)
    expect((await mailsTo(ada.user.email)).map(({ template }) => template)).toContain('password_reset')
    // A sign-up with the address that waits for its mail to be opened.
    await query(
      `insert into sign_up (email, email_key, name, password_hash, token_hash, expires_at, id)
       values ($1, $1, 'Mallory', 'x', 'x', now() + interval '1 day', gen_random_uuid())`,
      [ada.user.email],
    )
    await goodbye(ada)
    const holding = await tablesWith(ada.user.email)
    expect(holding.toSorted()).toEqual(['audit_event', 'invitation', 'mail'])
    // What is left of the mails is the organization's own.
    const mails = await query<{ template: string }>(
      'select template from mail where recipient = $1 and account_id is null',
      [ada.user.email],
    )
    expect(mails).toEqual([])
    expect(await query('select 1 from workspace where id = $1', [workspaceId])).toEqual([])
    const byId = await tablesWith(ada.user.id)
    expect(byId.filter((table) => table !== 'audit_event')).toEqual([])
  })

  test('the address is free: whoever signs up with it is somebody new, with nothing of what was', async () => {
    const organization = await newOrganization()
    const ada = await newPerson()
    const mia = await newMember(organization, organization.roles.USER, { person: ada })
    const { key } = await newUserApiKey(mia.ctx)
    await goodbye(ada)
    const again = await newPerson({ email: ada.user.email, name: 'Ada Again' })
    expect(again.user.id).not.toBe(ada.user.id)
    const of = await query<{ account_id: string }>('select account_id from membership where user_id = $1', [
      again.user.id,
    ])
    expect(of).toEqual([{ account_id: again.accountId }])
    expect(await query('select 1 from api_key where user_id = $1', [again.user.id])).toEqual([])
    expect(key).toMatch(/^rst_u_/)
  })

  test('somebody without a password must have signed in just now, in a browser', async () => {
    const ada = await newPerson()
    await query('update "user" set password_hash = null where id = $1', [ada.user.id])
    const { key } = await newUserApiKey(ada.ctx)
    const leave = (ctx: Person['ctx']) => deleteOwnUser(ctx, { email: ada.user.email, currentPassword: '' })
    const refusal = { code: 'forbidden', reason: 'recent_sign_in_required' }
    await expect(leave(await requestWithKey(key))).rejects.toMatchObject(refusal)
    await query(`update session set created_at = now() - interval '16 minutes' where id = $1`, [
      ada.sessionId,
    ])
    await expect(leave(ada.ctx)).rejects.toMatchObject(refusal)
    await query('update session set created_at = now() where id = $1', [ada.sessionId])
    await leave(ada.ctx)
    expect(await query('select 1 from "user" where id = $1', [ada.user.id])).toEqual([])
  })
})

async function settle(changes: Promise<unknown>[]): Promise<PromiseSettledResult<unknown>[]> {
  return Promise.allSettled(changes)
}

// A refusal is an answer, anything else is a failure.
function expectRefusals(tried: PromiseSettledResult<unknown>[], reasons: string[]): void {
  for (const one of tried) {
    if (one.status === 'fulfilled') continue
    if (!(one.reason instanceof AppError)) throw one.reason
    expect(reasons).toContain(one.reason.reason ?? one.reason.code)
  }
}

type Traces = Record<'users' | 'memberships' | 'sessions' | 'keys' | 'accounts' | 'links', number>

async function traces({ user }: Person): Promise<Traces> {
  const [row] = await query<Traces>(
    `select (select count(*)::int from "user" where id = $1) as users,
            (select count(*)::int from membership where user_id = $1) as memberships,
            (select count(*)::int from session where user_id = $1) as sessions,
            (select count(*)::int from api_key where user_id = $1) as keys,
            (select count(*)::int from account where owner_user_id = $1) as accounts,
            (select count(*)::int from password_reset where user_id = $1) as links`,
    [user.id],
  )
  if (!row) throw new Error('nothing was counted')
  return row
}

/** Whoever is gone is gone altogether, and whoever is not has the personal account. */
function expectConsistent({ users, accounts, ...rest }: Traces): void {
  expect(accounts).toBe(users)
  if (users === 0) expect(Object.values(rest)).toEqual([0, 0, 0, 0])
  else expect(rest.memberships).toBeGreaterThanOrEqual(1)
}

/** The tables in which a text is, whatever the column. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await query(`select 1 from "${name}" t where position($1 in t::text) > 0 limit 1`, [text])
    if (rows.length > 0) found.push(name)
  }
  return found
}
