import { expect, test } from 'vitest'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { requestWithKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { newPerson, newSession, requestWith } from '@/lib/testing/people'
import { newStrictOrganization, proveSession } from '@/lib/testing/sso'
import { createUserKey, rotateUserKey, updateUserKey } from './user-keys'

const hour = 3_600_000

test('a session through single sign-on makes no key that opens what is the operator’s, by whatever way', async () => {
  const { byPassword, throughSso } = await newOperator()
  expect(() => requireOperator(throughSso)).toThrow()
  const made = await makeKey(throughSso)
  const asKey = await requestWithKey(made.key)
  expect(isOperator(asKey)).toBe(false)
  expect(isOperator(await requestWithKey((await makeKey(asKey)).key))).toBe(false)
  const wider = await makeKey(byPassword)
  expect(isOperator(await requestWithKey(wider.key))).toBe(true)
  const rotated = await rotateUserKey(throughSso, { apiKeyId: wider.id, overlapHours: 1 })
  expect(isOperator(await requestWithKey(rotated.key))).toBe(false)
  // It is still the key that could not, whoever puts another in its place.
  const again = await rotateUserKey(byPassword, { apiKeyId: rotated.id, overlapHours: 0 })
  expect(isOperator(await requestWithKey(again.key))).toBe(false)
})

test('an operator’s key carries on what made it, and is one only as long as its owner is an operator', async () => {
  const { byPassword, userId } = await newOperator()
  const { key } = await makeKey(byPassword)
  const child = await makeKey(await requestWithKey(key))
  expect(isOperator(await requestWithKey(child.key))).toBe(true)
  await query('update "user" set is_operator = false where id = $1', [userId])
  expect(isOperator(await requestWithKey(child.key))).toBe(false)
})

test('a password makes no key of an organization that requires single sign-on last longer', async () => {
  const { accountId, byPassword, proven } = await sessionsOfStrict()
  const expiresAt = new Date(Date.now() + hour)
  const { id } = await createUserKey(proven, { name: 'Laptop', accountId, expiresAt })
  const longer = { apiKeyId: id, expiresAt: new Date(Date.now() + 24 * hour) }
  const refusal = { code: 'forbidden', reason: 'sso_required' }
  await expect(updateUserKey(byPassword, longer)).rejects.toMatchObject(refusal)
  await expect(updateUserKey(byPassword, { apiKeyId: id, expiresAt: null })).rejects.toMatchObject(refusal)
  expect(await endOf(id)).toEqual(expiresAt)
  await updateUserKey(byPassword, { apiKeyId: id, name: 'Old laptop', expiresAt })
  await updateUserKey(proven, longer)
  expect(await endOf(id)).toEqual(longer.expiresAt)
})

test('a key for all accounts that a password makes last longer opens no more than the password does', async () => {
  const { accountId, byPassword, proven } = await sessionsOfStrict()
  const terms = { name: 'Everywhere', accountId: null, expiresAt: new Date(Date.now() + 2 * hour) }
  const { id } = await createUserKey(proven, terms)
  await updateUserKey(byPassword, { apiKeyId: id, expiresAt: new Date(Date.now() + hour) })
  await updateUserKey(proven, { apiKeyId: id, expiresAt: new Date(Date.now() + 3 * hour) })
  expect(await provenOf(id)).toEqual([accountId])
  await updateUserKey(byPassword, { apiKeyId: id, expiresAt: new Date(Date.now() + 4 * hour) })
  expect(await provenOf(id)).toEqual([])
})

// An operator with a session by a password and one through single sign-on.
async function newOperator(): Promise<{ userId: string; byPassword: Ctx; throughSso: Ctx }> {
  const { user, sessionId } = await newPerson()
  await query('update "user" set is_operator = true where id = $1', [user.id])
  const other = await newSession(user.id)
  await query('update session set is_through_sso = true where id = $1', [other])
  return {
    userId: user.id,
    byPassword: await requestWith(sessionId),
    throughSso: await requestWith(other),
  }
}

// Sessions of the Administrator of an organization that requires single sign-on: by a password, and one that has proven it.
async function sessionsOfStrict(): Promise<{ accountId: string; byPassword: Ctx; proven: Ctx }> {
  const organization = await newStrictOrganization()
  const { accountId, administrator } = organization
  const other = await newSession(administrator.user.id)
  await proveSession(organization, other)
  const byPassword = await requestWith(administrator.sessionId)
  return { accountId, byPassword, proven: await requestWith(other) }
}

async function makeKey(ctx: Ctx) {
  return createUserKey(ctx, { name: 'Key', accountId: null, expiresAt: null })
}

function isOperator({ actor }: Ctx): boolean {
  return actor.kind === 'USER' && actor.isOperator
}

async function endOf(id: string): Promise<Date | undefined> {
  const [row] = await query<{ expires_at: Date }>('select expires_at from api_key where id = $1', [id])
  return row?.expires_at
}

async function provenOf(id: string): Promise<string[] | undefined> {
  const [row] = await query<{ proven: string[] }>(
    'select proven_account_ids as proven from api_key where id = $1',
    [id],
  )
  return row?.proven
}
