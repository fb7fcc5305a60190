import { describe, expect, test } from 'vitest'
import { systemContext } from '@/lib/authz/session'
import { signIn } from '@/lib/sessions/sign-in'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { goodPassword, newEmail, newPerson, visitor } from '@/lib/testing/people'
import { addUser, changeName, createUser, creatingUser } from './service'

async function namesOf(userId: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    'select name from "user" where id = $1 union all select principal_name from membership where user_id = $1',
    [userId],
  )
  return rows.map(({ name }) => name)
}

describe('changing one’s name', () => {
  test('shows it everywhere and records before and after', async () => {
    const { ctx, user, accountId } = await newPerson()
    await changeName(ctx, { name: 'Ada King' })
    expect(await namesOf(user.id)).toEqual(['Ada King', 'Ada King'])
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'user.name_changed',
      info: { before: { name: 'Ada Lovelace' }, after: { name: 'Ada King' } },
    })
  })

  test('to the same name records nothing', async () => {
    const { ctx, accountId } = await newPerson()
    await changeName(ctx, { name: 'Ada Lovelace' })
    expect(await actionsOf(accountId)).not.toContain('user.name_changed')
  })

  test('is for somebody signed in', async () => {
    await expect(changeName(visitor(), { name: 'Eve' })).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('is taken back when its event cannot be written', async () => {
    const { ctx, user } = await newPerson()
    await expect(changeName({ ...ctx, requestId: 'zero \u0000' }, { name: 'Ada King' })).rejects.toThrow()
    expect(await namesOf(user.id)).toEqual(['Ada Lovelace', 'Ada Lovelace'])
  })

  test('at once by several requests ends with one name everywhere', async () => {
    const { ctx, user } = await newPerson()
    await Promise.all(Array.from({ length: 8 }, (_, index) => changeName(ctx, { name: `Ada ${index}` })))
    expect(new Set(await namesOf(user.id)).size).toBe(1)
  })
})

describe('adding a user from the command line', () => {
  const ctx = systemContext('the tests')

  test('makes a verified user who can sign in, and an operator when asked', async () => {
    const email = newEmail()
    const user = await addUser(ctx, { email, name: 'Grace Hopper', password: goodPassword, isOperator: true })
    expect(user).toMatchObject({ email, isOperator: true })
    expect(user.emailVerifiedAt).not.toBeNull()
    await expect(signIn(visitor(), { email, password: goodPassword })).resolves.toHaveProperty('sessionId')
  })

  test('refuses an address that has an account, and a common password', async () => {
    const { user } = await newPerson()
    const input = { email: user.email.toUpperCase(), name: 'Eve', password: goodPassword, isOperator: false }
    await expect(addUser(ctx, input)).rejects.toMatchObject({ code: 'conflict', reason: 'account_exists' })
    await expect(addUser(ctx, { ...input, email: newEmail(), password: 'password1' })).rejects.toMatchObject({
      reason: 'common_password',
    })
  })

  test('is the operator’s: for others it does not exist', async () => {
    const { ctx: member } = await newPerson()
    const input = { email: newEmail(), name: 'Eve', password: goodPassword, isOperator: true }
    const plain = { ...member, actor: { ...member.actor, isOperator: false } } as typeof member // the first test person may be the operator
    await expect(addUser(plain, input)).rejects.toMatchObject({ code: 'not_found' })
    await expect(addUser(visitor(), input)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await query('select 1 from "user" where email = $1', [input.email])).toEqual([])
  })
})

test('a user whose event cannot be written is not made', async () => {
  const email = newEmail()
  const ctx = visitor({ requestId: 'zero \u0000' })
  const user = { email, name: 'Eve', passwordHash: null, isEmailVerified: false, origin: 'sign_up' } as const
  await expect(creatingUser((tx) => createUser(tx, ctx, user))).rejects.toThrow()
  expect(await query('select 1 from "user" where email = $1', [email])).toEqual([])
})
