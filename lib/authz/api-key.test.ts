import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { newApiKey } from '@/lib/api-keys/format'
import { revokeUserKey } from '@/lib/api-keys/user-keys'
import { rateLimits } from '@/lib/rate-limits/limits'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { countStatements } from '@/lib/testing/count-statements'
import { connect, isEmbeddedDatabase, query } from '@/lib/testing/database'
import { day, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { authenticateKey } from './api-key'

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

type Presented = { now?: Date; ipAddress?: string | null }

function present(key: string, { now = new Date(), ipAddress = visitor().ipAddress }: Presented = {}) {
  return authenticateKey({ key, ipAddress, now })
}

async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  )
}

/** A key of the right form, with the right checksum, that nobody has. */
const unknownKey = () => newApiKey('USER').key

function withOtherCharacterAt(key: string, index: number, character: string): string {
  return key.slice(0, index) + character + key.slice(index + 1)
}

function usesOf(id: string) {
  return query<{ at: Date; from: string }>(
    'select last_used_at as at, ip_address as from from api_key_use where api_key_id = $1',
    [id],
  )
}

describe('a key', () => {
  test('stands for its user or its service account', async () => {
    const { user, ctx } = await newPerson()
    const { key, id } = await newUserApiKey(ctx, { expiresAt: new Date(Date.now() + day) })
    expect(await present(key)).toEqual({
      kind: 'USER',
      userId: user.id,
      boundAccountId: null,
      name: user.name,
      email: user.email,
      isOperator: expect.any(Boolean),
      isEmailVerified: true,
      sessionId: null,
      apiKey: { id, name: 'Laptop', accountId: null, expiresAt: expect.any(Date) },
    })
    const robot = await newServiceAccountWithKey(organization)
    const asked = { key: robot.key.key, ipAddress: null, now: new Date() }
    expect(await authenticateKey(asked)).toMatchObject({
      kind: 'SERVICE_ACCOUNT',
      serviceAccountId: robot.serviceAccountId,
      apiKey: { accountId: organization.accountId },
    })
  })

  test.each(['', 'null', 'dXNlcjpwYXNz'])('is not %j', async (key) => {
    const refused = authenticateKey({ key, ipAddress: null, now: new Date() })
    await expect(refused).rejects.toMatchObject({ code: 'unauthenticated', reason: 'invalid_api_key' })
  })

  test('with a wrong checksum, or of another form, is refused without asking the database', async () => {
    const { key } = await newUserApiKey((await newPerson()).ctx)
    const wrong = withOtherCharacterAt(key, 20, key[20] === 'a' ? 'b' : 'a')
    for (const text of [
      wrong,
      key.slice(0, -1),
      `${key}0`,
      `rst_s_${key.slice(6)}`,
      'rst_u_',
      `${key}\u00e9`,
    ]) {
      const { result, statements } = await countStatements(() => refusalOf(present(text)))
      expect(result).toMatchObject({ code: 'unauthenticated', reason: 'invalid_api_key' })
      expect(statements).toEqual([])
    }
  })

  test('that is right is found in one statement', async () => {
    const { key, id } = await newUserApiKey((await newPerson()).ctx)
    await present(key)
    await vi.waitFor(async () => expect(await usesOf(id)).toHaveLength(1), { timeout: 15_000 })
    const { statements } = await countStatements(() => present(key))
    expect(statements).toHaveLength(1)
  })

  test('with any one character changed is refused, 10,000 times over', async () => {
    const { key } = await newUserApiKey((await newPerson()).ctx)
    const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))
    let refused = 0
    while (refused < 10_000) {
      const index = randomInt(key.length)
      const character = characters[randomInt(characters.length)] ?? ''
      if (character === key[index]) continue
      // Some clients are many: what is counted here is refusals of the key, not of the client.
      const error = await refusalOf(
        present(withOtherCharacterAt(key, index, character), { ipAddress: `client ${refused}` }),
      )
      expect(error).toMatchObject({ code: 'unauthenticated', reason: 'invalid_api_key' })
      refused += 1
    }
    await present(key)
  })

  test('ends exactly at its time', async () => {
    const { ctx } = await newPerson()
    const expiresAt = new Date(ctx.now.getTime() + 1_000)
    const { key } = await newUserApiKey(ctx, { expiresAt })
    await present(key, { now: new Date(expiresAt.getTime() - 1) })
    await expect(present(key, { now: expiresAt })).rejects.toMatchObject({ reason: 'api_key_expired' })
  })

  test('that was revoked, or whose service account is suspended, opens nothing at the next request', async () => {
    const { ctx } = await newPerson()
    const { key, id } = await newUserApiKey(ctx)
    await present(key)
    await revokeUserKey(ctx, { apiKeyId: id })
    await expect(present(key)).rejects.toMatchObject({ code: 'unauthenticated', reason: 'api_key_revoked' })
    const robot = await newServiceAccountWithKey(organization)
    await present(robot.key.key)
    await query(`update membership set status = 'SUSPENDED' where id = $1`, [robot.membershipId])
    await expect(present(robot.key.key)).rejects.toMatchObject({ reason: 'service_account_suspended' })
    await query(`update membership set status = 'ACTIVE' where id = $1`, [robot.membershipId])
    await present(robot.key.key)
  })

  test('that nobody has is refused like one with a wrong checksum', async () => {
    const [unknown, wrong] = [unknownKey(), `rst_u_${'0'.repeat(49)}`]
    const [one, other] = [await refusalOf(present(unknown)), await refusalOf(present(wrong))]
    expect(Object(one).message).toBe(Object(other).message)
    expect(JSON.stringify(one)).not.toContain(unknown.slice(6))
  })
})

describe('a client that tries bad keys', () => {
  test('is told to wait, in seconds, while a good key from it works and other clients are not held up', async () => {
    const { ipAddress } = visitor()
    const { key } = await newUserApiKey((await newPerson()).ctx)
    const { tries } = rateLimits.failed_api_key_client
    const bad = `rst_u_${'0'.repeat(49)}`
    for (let count = 0; count < tries; count += 1) {
      // Good keys in between are not counted.
      if (count % 50 === 0) await present(key, { ipAddress })
      expect(await refusalOf(present(bad, { ipAddress }))).toMatchObject({ code: 'unauthenticated' })
    }
    for (const text of [bad, unknownKey()]) {
      const refused = await refusalOf(present(text, { ipAddress }))
      expect(refused).toMatchObject({ code: 'rate_limited', reason: 'too_many_tries' })
      expect(Object(refused).retryAfterSeconds).toBeGreaterThan(0)
      expect(Object(refused).retryAfterSeconds).toBeLessThanOrEqual(60)
    }
    await present(key, { ipAddress })
    expect(await refusalOf(present(bad))).toMatchObject({ code: 'unauthenticated' })
  })
})

describe('the last use of a key', () => {
  test('is written with the address, and at most once a minute', async () => {
    const { key, id } = await newUserApiKey((await newPerson()).ctx)
    const first = new Date()
    const at = (seconds: number) => new Date(first.getTime() + seconds * 1_000)
    await present(key, { now: first, ipAddress: '192.0.2.1' })
    await vi.waitFor(async () => expect(await usesOf(id)).toEqual([{ at: first, from: '192.0.2.1' }]), {
      timeout: 15_000,
    })
    for (const seconds of [1, 30, 60]) await present(key, { now: at(seconds), ipAddress: '192.0.2.2' })
    await delay(100)
    expect(await usesOf(id)).toEqual([{ at: first, from: '192.0.2.1' }])
    await present(key, { now: at(61), ipAddress: '192.0.2.2' })
    await vi.waitFor(async () => expect(await usesOf(id)).toEqual([{ at: at(61), from: '192.0.2.2' }]), {
      timeout: 15_000,
    })
  })

  test('costs no statement for each of many requests at once', async () => {
    const { key, id } = await newUserApiKey((await newPerson()).ctx)
    const now = new Date()
    const { statements } = await countStatements(async () => {
      await Promise.all(Array.from({ length: 20 }, () => present(key, { now })))
      await delay(200)
    })
    const written = statements.filter((text) => text.includes('INSERT INTO api_key_use'))
    // One that was on its way when the first was done may try again, in vain.
    expect(written.length).toBeLessThan(5)
    expect(await usesOf(id)).toHaveLength(1)
  })

  test.skipIf(isEmbeddedDatabase())('is not waited for: a key works while its row is locked', async () => {
    const { key, id } = await newUserApiKey((await newPerson()).ctx)
    await query('insert into api_key_use (api_key_id, last_used_at) values ($1, $2)', [id, new Date(0)])
    const other = await connect()
    await other.query('begin')
    await other.query('select 1 from api_key_use where api_key_id = $1 for update', [id])
    const now = new Date()
    await present(key, { now })
    await present(key, { now })
    expect(await usesOf(id)).toMatchObject([{ at: new Date(0) }])
    await other.query('rollback')
    await other.end()
    await vi.waitFor(async () => expect(await usesOf(id)).toMatchObject([{ at: now }]), { timeout: 15_000 })
  })
})

test('an id is never a key', async () => {
  await expect(present(randomUUID())).rejects.toMatchObject({ reason: 'invalid_api_key' })
})
