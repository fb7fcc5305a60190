import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { describe, expect, test } from 'vitest'
import { database } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { revokeSession, signOut } from '@/lib/sessions/service'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization } from '@/lib/testing/organizations'
import { newPerson, requestWith, visitor } from '@/lib/testing/people'
import { authorizeAccount, authorizeAccountByHandle, requireOperator, requireUser } from './access'
import { changeAccount, enforce } from './change-account'
import { contextOfRequest, systemContext } from './session'

describe('the session of a request', () => {
  test('is the row that the cookie names: who, and what they are now', async () => {
    const { user, sessionId } = await newPerson()
    await query('update "user" set name = $2 where id = $1', [user.id, 'Countess'])
    expect((await requestWith(sessionId)).actor).toEqual({
      kind: 'USER',
      userId: user.id,
      name: 'Countess',
      email: user.email,
      sessionId,
      apiKey: null,
      boundAccountId: null,
      isOperator: user.isOperator,
      isEmailVerified: true,
    })
  })

  test('that was revoked or signed out is refused on its next request', async () => {
    const { sessionId, ctx } = await newPerson()
    await signOut(ctx)
    expect((await requestWith(sessionId)).actor).toEqual({ kind: 'ANONYMOUS' })
    const other = await newPerson()
    await revokeSession(other.ctx, { sessionId: other.sessionId })
    expect((await requestWith(other.sessionId)).actor).toEqual({ kind: 'ANONYMOUS' })
  })

  test('ends at its expiry', async () => {
    const { sessionId } = await newPerson()
    await query('update session set expires_at = now() where id = $1', [sessionId])
    expect((await requestWith(sessionId)).actor).toEqual({ kind: 'ANONYMOUS' })
  })

  test.each([
    ['of a session that never was', () => cookieOf({ sid: randomUUID() })],
    [
      'made with another secret',
      () => encode({ token: { sid: randomUUID() }, secret: 'another-secret-of-at-least-32-characters' }),
    ],
    ['without a session', () => cookieOf({})],
    ['with a session id that is none', () => cookieOf({ sid: "' or true --" })],
    ['that is garbage', () => Promise.resolve('garbage')],
    ['that is empty', () => Promise.resolve('')],
    ['that is missing', () => Promise.resolve(undefined)],
  ])('a cookie %s is nobody’s', async (_, cookie) => {
    const request = { sessionCookie: await cookie(), requestId: null, ipAddress: null, userAgent: null }
    expect((await contextOfRequest(request)).actor).toEqual({ kind: 'ANONYMOUS' })
  })

  test('a request has an id of its own when it brought none, and an endless user agent is cut', async () => {
    const ctx = await contextOfRequest({
      sessionCookie: undefined,
      requestId: null,
      ipAddress: '::1',
      userAgent: 'x'.repeat(5_000),
    })
    expect(ctx.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(ctx.userAgent).toHaveLength(400)
  })
})

describe('asking for a permission in an account', () => {
  test('a member who holds it gets their standing', async () => {
    const organization = await newOrganization()
    const access = await authorizeAccount(
      organization.administrator.ctx,
      database(),
      organization.accountId,
      'delete:organization',
    )
    expect(access).toMatchObject({
      account: { id: organization.accountId, plan: 'ENTERPRISE' },
      membership: { status: 'ACTIVE', role: { builtIn: 'ADMINISTRATOR' } },
    })
  })

  test('a member who does not is told which one is missing', async () => {
    const organization = await newOrganization()
    const member = await newMember(organization, organization.roles.MEMBER)
    await expect(
      authorizeAccount(member.ctx, database(), organization.accountId, 'create:invitation'),
    ).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'missing_permission',
      permission: 'create:invitation',
    })
  })

  test('a stranger, a suspended member and an account that is not there are the same: not found', async () => {
    const organization = await newOrganization()
    const suspended = await newMember(organization, organization.roles.ADMINISTRATOR, { status: 'SUSPENDED' })
    const stranger = await newPerson()
    const asked = [
      authorizeAccount(stranger.ctx, database(), organization.accountId, 'read:organization'),
      authorizeAccount(suspended.ctx, database(), organization.accountId, 'read:organization'),
      authorizeAccount(stranger.ctx, database(), randomUUID(), 'read:organization'),
      authorizeAccountByHandle(stranger.ctx, organization.handle, 'read:organization'),
      authorizeAccountByHandle(stranger.ctx, 'no-such-handle', 'read:organization'),
    ]
    const refusals = (await Promise.allSettled(asked)).map((one) =>
      one.status === 'rejected' ? { ...one.reason } : one,
    )
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0])
    expect(refusals[0]).toMatchObject({ code: 'not_found' })
  })

  test('the operator has no access to an account by being operator, nor has the command line', async () => {
    const organization = await newOrganization()
    const person = await newPerson()
    const operator = { ...person.ctx, actor: { ...requireUser(person.ctx), isOperator: true } }
    await expect(
      authorizeAccount(operator, database(), organization.accountId, 'read:organization'),
    ).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      authorizeAccount(systemContext('x'), database(), organization.accountId, 'read:organization'),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  test('nobody who is not signed in learns whether a handle exists', async () => {
    const organization = await newOrganization()
    for (const handle of [organization.handle, 'no-such-handle']) {
      await expect(authorizeAccountByHandle(visitor(), handle, 'read:organization')).rejects.toMatchObject({
        code: 'unauthenticated',
      })
    }
  })

  test('a change of role counts from the next request on', async () => {
    const organization = await newOrganization()
    const roleId = await newCustomRole(organization, ['update:organization'])
    const member = await newMember(organization, roleId)
    const ask = () => authorizeAccount(member.ctx, database(), organization.accountId, 'update:organization')
    await ask()
    await query(`update role set permissions = '{}' where id = $1`, [roleId])
    await expect(ask()).rejects.toMatchObject({ code: 'forbidden' })
    await query('update membership set role_id = $2 where id = $1', [
      member.membershipId,
      organization.roles.ADMINISTRATOR,
    ])
    await ask()
    await query('delete from membership_activity where membership_id = $1', [member.membershipId])
    await query('delete from membership where id = $1', [member.membershipId])
    await expect(ask()).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a role that the code does not know gives what every member has and no more', async () => {
    const organization = await newOrganization()
    const roleId = randomUUID()
    await query(
      `insert into role (account_id, id, built_in, name) values ($1, $2, 'SUPERUSER', 'Superuser')`,
      [organization.accountId, roleId],
    )
    const member = await newMember(organization, roleId)
    const { permissions } = await authorizeAccount(
      member.ctx,
      database(),
      organization.accountId,
      'read:organization',
    )
    expect([...permissions].sort()).toEqual([
      'read:member',
      'read:organization',
      'read:role',
      'read:service_account',
    ])
  })
})

describe('what is the operator’s', () => {
  test('exists for the operator and the command line, and for nobody else', async () => {
    const { ctx } = await newPerson()
    const actor = requireUser(ctx)
    expect(() => requireOperator({ ...ctx, actor: { ...actor, isOperator: true } })).not.toThrow()
    expect(() => requireOperator(systemContext('x'))).not.toThrow()
    expect(codeOf(() => requireOperator({ ...ctx, actor: { ...actor, isOperator: false } }))).toBe(
      'not_found',
    )
    expect(codeOf(() => requireOperator(visitor()))).toBe('unauthenticated')
  })
})

describe('a change in an account', () => {
  const change = (accountId: string) => ({
    accountId,
    permission: 'update:organization' as const,
    attempt: 'try it',
    objectTable: 'account' as const,
    objectId: accountId,
  })

  test('is authorized again under the lock: rights that were taken meanwhile are gone', async () => {
    const organization = await newOrganization()
    const member = await newMember(organization, organization.roles.ADMINISTRATOR)
    let isDone = false
    const beforehand = async () => {
      await query('update membership set role_id = $2 where id = $1', [
        member.membershipId,
        organization.roles.MEMBER,
      ])
    }
    const tried = changeAccount(member.ctx, { ...change(organization.accountId), beforehand }, () => {
      isDone = true
      return Promise.resolve()
    })
    await expect(tried).rejects.toMatchObject({ code: 'forbidden', permission: 'update:organization' })
    expect(isDone).toBe(false)
    expect((await actionsOf(organization.accountId)).at(-1)).toBe('change.refused')
  })

  test('changes of one account come one after the other', async () => {
    const { administrator, accountId } = await newOrganization()
    let inside = 0
    const work = async () => {
      inside += 1
      expect(inside).toBe(1)
      await Promise.resolve()
      inside -= 1
    }
    await Promise.all(
      Array.from({ length: 10 }, () => changeAccount(administrator.ctx, change(accountId), work)),
    )
  })

  test('by a stranger leaves no trace in the account', async () => {
    const { accountId } = await newOrganization()
    const before = await actionsOf(accountId)
    const stranger = await newPerson()
    const nothing = () => Promise.resolve()
    await expect(changeAccount(stranger.ctx, change(accountId), nothing)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(changeAccount(visitor(), change(accountId), nothing)).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(await actionsOf(accountId)).toEqual(before)
  })

  test('a rule’s refusal becomes an error with its reason, sentence and permission', () => {
    expect(() => enforce({ allowed: true })).not.toThrow()
    const refusal = {
      allowed: false,
      reason: 'outranked',
      message: 'No.',
      permission: 'update:member',
    } as const
    expect(() => enforce(refusal)).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        reason: 'outranked',
        message: 'No.',
        permission: 'update:member',
      }),
    )
    expect(() => enforce(refusal, 'conflict')).toThrow(expect.objectContaining({ code: 'conflict' }))
  })
})

async function cookieOf(token: Record<string, string>): Promise<string> {
  return encode({ token, secret: env().AUTH_SECRET })
}

function codeOf(ask: () => void): unknown {
  try {
    ask()
    return null
  } catch (error) {
    return { ...(error as { code?: string }) }.code // whatever it is: compared with a word
  }
}
