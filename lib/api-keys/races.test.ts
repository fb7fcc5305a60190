import { describe, expect, test } from 'vitest'
import { removeMember, suspendMember } from '@/lib/members/manage'
import { requestPasswordReset, resetPassword } from '@/lib/passwords/service'
import { newServiceAccountWithKey, newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { mailedToken } from '@/lib/testing/outbox'
import { newPerson, visitor } from '@/lib/testing/people'
import { runQueued } from '@/lib/testing/queued-jobs'
import { keysAtMost } from './rules'
import { rotateServiceAccountKey } from './service-account-keys'
import { revokeUserKey, rotateUserKey, updateUserKey } from './user-keys'

// Whatever meets, meets at the locks: each pair has exactly the outcomes of one after the other.

const rounds = 10

const atOnce = (work: () => Promise<unknown>) => Promise.allSettled(Array.from({ length: rounds }, work))

const fulfilled = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.filter(({ status }) => status === 'fulfilled').length

async function workingKeysOf(userId: string): Promise<number> {
  const rows = await query(
    `select 1 from api_key where user_id = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [userId],
  )
  return rows.length
}

describe('rotating a key', () => {
  test('twice at once makes one key: the second is told that it was replaced', async () => {
    const { ctx, user, accountId } = await newPerson()
    const { id } = await newUserApiKey(ctx)
    const outcomes = await atOnce(() => rotateUserKey(ctx, { apiKeyId: id, overlapHours: 1 }))
    expect(fulfilled(outcomes)).toBe(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ reason: 'api_key_replaced' })
    }
    expect(await workingKeysOf(user.id)).toBe(2)
    const rotations = (await eventsOf(accountId)).filter(({ action }) => action === 'api_key.rotated')
    expect(rotations).toHaveLength(1)
  })

  test('of a service account twice at once makes one', async () => {
    const organization = await newOrganization()
    const { accountId, administrator } = organization
    const { serviceAccountId, key } = await newServiceAccountWithKey(organization)
    const rotation = { accountId, serviceAccountId, apiKeyId: key.id, overlapHours: 0 }
    const outcomes = await atOnce(() => rotateServiceAccountKey(administrator.ctx, rotation))
    expect(fulfilled(outcomes)).toBe(1)
    const rows = await query('select 1 from api_key where service_account_id = $1 and revoked_at is null', [
      serviceAccountId,
    ])
    expect(rows).toHaveLength(1)
  })

  test('while it is revoked either finds it revoked or leaves it revoked', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { ctx, user } = await newPerson()
      const { id, key } = await newUserApiKey(ctx)
      const [rotated, revoked] = await Promise.allSettled([
        rotateUserKey(ctx, { apiKeyId: id, overlapHours: 1 }),
        revokeUserKey(ctx, { apiKeyId: id }),
      ])
      expect(revoked.status).toBe('fulfilled')
      await expect(requestWithKey(key)).rejects.toMatchObject({ reason: 'api_key_revoked' })
      if (rotated.status === 'rejected') expect(rotated.reason).toMatchObject({ reason: 'api_key_revoked' })
      expect(await workingKeysOf(user.id)).toBe(rotated.status === 'fulfilled' ? 1 : 0)
    }
  })
})

describe('a key that carries a request', () => {
  test('and was given an end meanwhile makes and extends none that ends later', async () => {
    const { ctx } = await newPerson()
    const made = await newUserApiKey(ctx)
    const other = await newUserApiKey(ctx, { expiresAt: new Date(ctx.now.getTime() + 3_600_000) })
    const onItsWay = await requestWithKey(made.key)
    await rotateUserKey(ctx, { apiKeyId: made.id, overlapHours: 1 })
    const tries = [newUserApiKey(onItsWay), updateUserKey(onItsWay, { apiKeyId: other.id, expiresAt: null })]
    for (const outcome of await Promise.allSettled(tries))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { reason: 'exceeds_own_expiry' } })
  })
})

describe('making a key for an organization', () => {
  test('while its maker is suspended comes before it or is refused, and opens nothing either way', async () => {
    const organization = await newOrganization()
    const { accountId, administrator, roles } = organization
    for (let round = 0; round < rounds; round += 1) {
      const { ctx, membershipId } = await newMember(organization, roles.MEMBER)
      const [made, suspended] = await Promise.allSettled([
        newUserApiKey(ctx, { accountId }),
        suspendMember(administrator.ctx, { accountId, membershipId }),
      ])
      expect(suspended.status).toBe('fulfilled')
      if (made.status === 'rejected') expect(made.reason).toMatchObject({ code: 'not_found' })
      const events = (await eventsOf(accountId)).map(({ action, object_id }) => `${action} ${object_id}`)
      const suspension = events.indexOf(`membership.suspended ${membershipId}`)
      const creation = made.status === 'fulfilled' ? events.indexOf(`api_key.created ${made.value.id}`) : 0
      expect(creation).toBeLessThan(suspension)
    }
  })

  test('or rotating one while its owner is removed leaves none that works', async () => {
    const organization = await newOrganization()
    const { accountId, administrator, roles } = organization
    for (let round = 0; round < rounds; round += 1) {
      const { ctx, membershipId, user } = await newMember(organization, roles.MEMBER)
      const { id } = await newUserApiKey(ctx, { accountId })
      await Promise.allSettled([
        newUserApiKey(ctx, { accountId }),
        rotateUserKey(ctx, { apiKeyId: id, overlapHours: 24 }),
        removeMember(administrator.ctx, { accountId, membershipId }),
      ])
      expect(await workingKeysOf(user.id)).toBe(0)
    }
  })
})

test('whoever makes keys while the password is reset is left with none', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { ctx, user } = await newPerson()
    const { id } = await newUserApiKey(ctx)
    await requestPasswordReset(visitor(), { email: user.email })
    await runQueued('mail_password_reset', ({ emailKey }) => emailKey === user.email)
    const token = await mailedToken(user.email, 'password_reset')
    const reset = resetPassword(visitor(), { token, password: 'walnut-harbour-sonnet' })
    let isOver = false
    const over = reset.finally(() => (isOver = true))
    while (!isOver) {
      await Promise.allSettled([newUserApiKey(ctx), rotateUserKey(ctx, { apiKeyId: id, overlapHours: 48 })])
    }
    await over
    expect(await workingKeysOf(user.id)).toBe(0)
  }
})

test('many at once never make more than there may be', async () => {
  const { ctx, user } = await newPerson()
  await query(
    `insert into api_key (id, user_id, name, prefix, key_hash) select gen_random_uuid(), $1::uuid, 'Many', 'rst_u_abcd',
     convert_to($1::text || n, 'UTF8') from generate_series(1, $2::int) n`,
    [user.id, keysAtMost - 2],
  )
  const outcomes = await atOnce(() => newUserApiKey(ctx))
  expect(fulfilled(outcomes)).toBe(2)
})
