import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { authenticateKey } from '@/lib/authz/api-key'
import { database } from '@/lib/db/transaction'
import { pointsOf } from '@/lib/rate-limits/limits'
import { consume } from '@/lib/rate-limits/service'
import { newUserApiKey, newServiceAccountWithKey, requestWithKey } from '@/lib/testing/api-keys'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { after, day, newMember, newOrganization } from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newPerson, visitor } from '@/lib/testing/people'
import { keysAtMost } from './rules'
import {
  createUserKeyFor,
  createUserKey,
  listUserKeys,
  revokeUserKey,
  rotateUserKey,
  updateUserKey,
} from './user-keys'

const hour = 3_600_000
const page = { limit: 50 }

function opensAt(key: string, now: Date): Promise<string> {
  return authenticateKey({ key, ipAddress: null, now }).then(
    () => 'open',
    (error: { reason?: string }) => error.reason ?? 'refused',
  )
}

async function reasonOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => 'done',
    (error: { reason?: string; code: string }) => error.reason ?? error.code,
  )
}

const later = (ctx: Ctx, hours: number) => new Date(ctx.now.getTime() + hours * hour)

describe('making a key', () => {
  test('tells it once with what to run, and the list shows it without its secret', async () => {
    const { ctx, user } = await newPerson()
    const expiresAt = later(ctx, 24)
    const created = await createUserKey(ctx, { name: 'Laptop', accountId: null, expiresAt })
    expect(created).toEqual({
      id: expect.any(String),
      name: 'Laptop',
      prefix: created.key.slice(0, 10),
      key: expect.stringMatching(/^rst_u_[0-9A-Za-z]{49}$/),
      expires_at: expiresAt.toISOString(),
      command: `prefect config set PREFECT_CLOUD_API_URL="http://roster.test:3000/api" PREFECT_API_KEY="${created.key}"`,
      env_file: `PREFECT_CLOUD_API_URL=http://roster.test:3000/api\nPREFECT_API_KEY=${created.key}\n`,
    })
    const { rows } = await listUserKeys(ctx, page)
    expect(rows).toEqual([
      {
        id: created.id,
        name: 'Laptop',
        prefix: created.prefix,
        status: 'ACTIVE',
        account: null,
        created_at: ctx.now.toISOString(),
        created_by_name: user.name,
        expires_at: expiresAt.toISOString(),
        revoked_at: null,
        last_used_at: null,
        last_used_from: null,
        is_stale: false,
        is_replaced: false,
        can: { rotate: { allowed: true }, update: { allowed: true }, revoke: { allowed: true } },
      },
    ])
  })

  test('for all accounts is recorded in each of them, for one in that one alone', async () => {
    const { administrator, accountId, name } = await newOrganization()
    const { ctx, accountId: personal } = administrator
    const everywhere = await newUserApiKey(ctx, { name: 'Everywhere' })
    const bound = await createUserKey(ctx, { name: 'Bound', accountId, expiresAt: null })
    const made = async (id: string) =>
      (await eventsOf(id))
        .filter(({ action }) => action === 'api_key.created')
        .map(({ object_id }) => object_id)
    expect(await made(personal)).toEqual([everywhere.id])
    expect(await made(accountId)).toEqual([everywhere.id, bound.id])
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      message: 'Ada Lovelace created the API key Bound',
      info: { name: 'Bound', prefix: bound.prefix, expires_at: null, account: { id: accountId, name } },
    })
    expect((await listUserKeys(ctx, page)).rows[0]?.account).toMatchObject({ id: accountId, name })
  })

  test('mails its owner what it is and where it was made, not the key, and only when it was made', async () => {
    const { administrator, accountId, name } = await newOrganization()
    const { ctx, user } = administrator
    const expiresAt = later(ctx, 24)
    const made = await createUserKey(ctx, { name: 'Laptop', accountId, expiresAt })
    const next = await rotateUserKey(ctx, { apiKeyId: made.id, overlapHours: 0, expiresAt: null })
    const told = { name: user.name, keyName: 'Laptop', accountName: name, isByOperator: false }
    const mails = (await mailsTo(user.email)).filter(({ template }) => template === 'api_key_created')
    const from = { ...told, ipAddress: ctx.ipAddress }
    expect(mails.map(({ props }) => props)).toEqual([
      {
        ...from,
        prefix: made.prefix,
        endsAt: expiresAt.toISOString(),
        isRotation: false,
        isExtension: false,
      },
      { ...from, prefix: next.prefix, endsAt: null, isRotation: true, isExtension: false },
    ])
    expect(JSON.stringify(mails)).not.toContain(made.key.slice(10, 20))
    await updateUserKey(ctx, { apiKeyId: next.id, name: 'Desktop' })
    await expect(rotateUserKey(ctx, { apiKeyId: made.id, overlapHours: 0 })).rejects.toThrow()
    expect((await mailsTo(user.email)).filter(({ template }) => template === 'api_key_created')).toEqual(
      mails,
    )
  })

  test('mails its owner of one that lasts longer than it did, and of none that ends sooner', async () => {
    const { ctx, user } = await newPerson()
    const { id } = await createUserKey(ctx, { name: 'Laptop', accountId: null, expiresAt: later(ctx, 24) })
    await updateUserKey(ctx, { apiKeyId: id, expiresAt: later(ctx, 12) })
    await updateUserKey(ctx, { apiKeyId: id, expiresAt: later(ctx, 48) })
    const told = (await mailsTo(user.email)).filter(({ template }) => template === 'api_key_created')
    expect(told.slice(1).map(({ props }) => props)).toMatchObject([
      { keyName: 'Laptop', endsAt: later(ctx, 48).toISOString(), isExtension: true },
    ])
  })

  test('and its mail come together: without the mail there is no key, without the key no mail', async () => {
    const { ctx, user } = await newPerson()
    await query(`update "user" set email = 'no address' where id = $1`, [user.id])
    await expect(newUserApiKey(ctx)).rejects.toThrow()
    expect((await listUserKeys(ctx, page)).rows).toEqual([])
    await query(`update "user" set email = $2 where id = $1`, [user.id, user.email])
    // What no column takes: its event, the last thing to be written, fails.
    await expect(newUserApiKey({ ...ctx, userAgent: String.fromCodePoint(0) })).rejects.toThrow()
    expect((await listUserKeys(ctx, page)).rows).toEqual([])
    expect(await mailsTo(user.email)).toEqual([])
  })

  test('with an end that has passed is refused on its field', async () => {
    const { ctx } = await newPerson()
    const refused = createUserKey(ctx, { name: 'Laptop', accountId: null, expiresAt: ctx.now })
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_input',
      reason: 'expired',
      fields: { expiresAt: expect.any(String) },
    })
  })

  test('by the command line is recorded as its doing', async () => {
    const { user, accountId } = await newPerson()
    const ctx: Ctx = { ...visitor(), actor: { kind: 'SYSTEM', name: 'The command line' } }
    const { key } = await createUserKeyFor(ctx, user, { name: 'Laptop', accountId: null, expiresAt: null })
    expect(await requestWithKey(key)).toMatchObject({ actor: { kind: 'USER', userId: user.id } })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      actor_kind: 'SYSTEM',
      message: 'The command line created the API key Laptop of Ada Lovelace',
    })
    expect(await mailsTo(user.email)).toMatchObject([
      { template: 'api_key_created', props: { isByOperator: true, accountName: null } },
    ])
    const other = await newPerson()
    const asked = createUserKeyFor(other.ctx, user, { name: 'Theirs', accountId: null, expiresAt: null })
    expect(await reasonOf(asked)).toBe('not_found')
  })

  test('ends where there are as many as anybody tells apart, and a rotation needs no place of its own', async () => {
    const { ctx, user, accountId } = await newPerson()
    const { id } = await newUserApiKey(ctx)
    await query(
      `insert into api_key (id, user_id, name, prefix, key_hash) select gen_random_uuid(), $1::uuid, 'Many', 'rst_u_abcd',
       convert_to($1::text || n, 'UTF8') from generate_series(2, $2::int) n`,
      [user.id, keysAtMost],
    )
    await expect(newUserApiKey(ctx)).rejects.toMatchObject({ code: 'conflict', reason: 'too_many_keys' })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      info: { reason: 'too_many_keys' },
    })
    await rotateUserKey(ctx, { apiKeyId: id, overlapHours: 0 })
  })
})

describe('rotating a key', () => {
  test('keeps name, account and lifetime; both work for the overlap, then the old one ends', async () => {
    const { administrator, accountId } = await newOrganization()
    const { ctx } = administrator
    const old = await createUserKey(ctx, { name: 'Laptop', accountId, expiresAt: later(ctx, 100) })
    const then = after(ctx, 10 * hour)
    const created = await rotateUserKey(then, { apiKeyId: old.id, overlapHours: 2 })
    expect(created).toMatchObject({ name: 'Laptop', expires_at: later(then, 100).toISOString() })
    expect(created.id).not.toBe(old.id)
    expect([await opensAt(old.key, later(then, 1.9)), await opensAt(created.key, then.now)]).toEqual([
      'open',
      'open',
    ])
    expect(await opensAt(old.key, later(then, 2))).toBe('api_key_expired')
    const { rows } = await listUserKeys(then, page)
    expect(rows.map(({ id, is_replaced, account }) => [id, is_replaced, account?.id])).toEqual([
      [created.id, false, accountId],
      [old.id, true, accountId],
    ])
    expect(rows[1]).toMatchObject({
      expires_at: later(then, 2).toISOString(),
      can: { rotate: { allowed: false, reason: 'api_key_replaced' }, revoke: { allowed: true } },
    })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'api_key.rotated',
      object_id: old.id,
      info: {
        ends_at: later(then, 2).toISOString(),
        replaced_by: { id: created.id, prefix: created.prefix },
      },
    })
  })

  test('without overlap ends the old one at once; one without an end begets one without', async () => {
    const { ctx } = await newPerson()
    const old = await newUserApiKey(ctx)
    const created = await rotateUserKey(ctx, { apiKeyId: old.id, overlapHours: 0 })
    expect(created.expires_at).toBeNull()
    expect(await opensAt(old.key, ctx.now)).toBe('api_key_revoked')
  })

  test('never makes the old one live longer than it would have', async () => {
    const { ctx } = await newPerson()
    const old = await newUserApiKey(ctx, { expiresAt: later(ctx, 1) })
    await rotateUserKey(ctx, { apiKeyId: old.id, overlapHours: 48, expiresAt: null })
    expect(await opensAt(old.key, later(ctx, 1))).toBe('api_key_expired')
  })

  test('is refused for a key that was revoked, has expired or was replaced, and the refusal is recorded', async () => {
    const { ctx, accountId } = await newPerson()
    const [revoked, expired, replaced] = [
      await newUserApiKey(ctx),
      await newUserApiKey(ctx, { expiresAt: later(ctx, 1) }),
      await newUserApiKey(ctx),
    ]
    await revokeUserKey(ctx, { apiKeyId: revoked.id })
    await rotateUserKey(ctx, { apiKeyId: replaced.id, overlapHours: 1 })
    const rotate = (apiKeyId: string, at = ctx) => reasonOf(rotateUserKey(at, { apiKeyId, overlapHours: 1 }))
    expect(await rotate(revoked.id)).toBe('api_key_revoked')
    expect(await rotate(expired.id, after(ctx, hour))).toBe('api_key_expired')
    expect(await rotate(replaced.id)).toBe('api_key_replaced')
    expect((await actionsOf(accountId)).slice(-3)).toEqual(Array(3).fill('change.refused'))
  })
})

describe('changing and revoking a key', () => {
  test('another name and end take effect at once and are recorded with what was before; nothing is recorded of no change', async () => {
    const { ctx, accountId } = await newPerson()
    const { id, key } = await newUserApiKey(ctx)
    await updateUserKey(ctx, { apiKeyId: id, name: 'Desktop', expiresAt: later(ctx, 1) })
    expect(await opensAt(key, later(ctx, 1))).toBe('api_key_expired')
    const events = await eventsOf(accountId)
    expect(events.at(-1)).toMatchObject({
      action: 'api_key.updated',
      info: {
        before: { name: 'Laptop', expires_at: null },
        after: { name: 'Desktop', expires_at: later(ctx, 1).toISOString() },
      },
    })
    await updateUserKey(ctx, { apiKeyId: id, name: 'Desktop' })
    expect(await eventsOf(accountId)).toHaveLength(events.length)
  })

  test('another end counts for the rate limit as a new key does; another name does not, and revoking is never held up', async () => {
    const { ctx, user, accountId } = await newPerson()
    const { id } = await newUserApiKey(ctx)
    await consume('api_keys', user.id, pointsOf('api_keys') - 2)
    await updateUserKey(ctx, { apiKeyId: id, expiresAt: later(ctx, 1) })
    const again = updateUserKey(ctx, { apiKeyId: id, expiresAt: later(ctx, 2) })
    await expect(again).rejects.toMatchObject({ code: 'rate_limited' })
    await updateUserKey(ctx, { apiKeyId: id, name: 'Desktop' })
    await revokeUserKey(ctx, { apiKeyId: id })
    const changed = ['api_key.updated', 'api_key.updated', 'api_key.revoked']
    expect((await actionsOf(accountId)).slice(-3)).toEqual(changed)
  })

  test('revoked, the next request fails; revoking it again changes nothing', async () => {
    const { ctx, accountId } = await newPerson()
    const { id, key } = await newUserApiKey(ctx)
    await requestWithKey(key)
    await revokeUserKey(ctx, { apiKeyId: id })
    await expect(requestWithKey(key)).rejects.toMatchObject({
      code: 'unauthenticated',
      reason: 'api_key_revoked',
    })
    await revokeUserKey(ctx, { apiKeyId: id })
    expect((await actionsOf(accountId)).filter((action) => action === 'api_key.revoked')).toHaveLength(1)
    expect((await listUserKeys(ctx, page)).rows[0]).toMatchObject({
      status: 'REVOKED',
      can: { revoke: { allowed: false, reason: 'api_key_revoked' }, update: { allowed: false } },
    })
  })
})

describe('a key that manages keys', () => {
  test('makes and extends none beyond its own end, and may make shorter ones', async () => {
    const { ctx, accountId } = await newPerson()
    const { key, id } = await newUserApiKey(ctx, { expiresAt: new Date(Date.now() + day) })
    const carried = await requestWithKey(key)
    const end = (days: number) => new Date(Date.now() + days * day)
    const make = (expiresAt: Date | null) =>
      reasonOf(createUserKey(carried, { name: 'Next', accountId: null, expiresAt }))
    expect([await make(null), await make(end(2)), await make(end(0.5))]).toEqual([
      'exceeds_own_expiry',
      'exceeds_own_expiry',
      'done',
    ])
    expect(await reasonOf(updateUserKey(carried, { apiKeyId: id, expiresAt: end(3) }))).toBe(
      'exceeds_own_expiry',
    )
    expect(await reasonOf(rotateUserKey(carried, { apiKeyId: id, overlapHours: 0, expiresAt: null }))).toBe(
      'exceeds_own_expiry',
    )
    const events = (await eventsOf(accountId)).filter(({ info }) => info['by_api_key'])
    expect(events).toHaveLength(5)
    expect(events[0]).toMatchObject({ action: 'change.refused', info: { by_api_key: { id } } })
  })

  test('that was made for one account, or is a service account’s, manages none', async () => {
    const organization = await newOrganization()
    const bound = await newUserApiKey(organization.administrator.ctx, { accountId: organization.accountId })
    const { key } = await newServiceAccountWithKey(organization)
    for (const [secret, reason] of [
      [bound.key, 'api_key_bound'],
      [key.key, 'users_only'],
    ] as const) {
      const carried = await requestWithKey(secret)
      expect(await reasonOf(newUserApiKey(carried))).toBe(reason)
      expect(await reasonOf(listUserKeys(carried, page))).toBe(reason)
      expect(await reasonOf(revokeUserKey(carried, { apiKeyId: bound.id }))).toBe(reason)
    }
  })
})

describe('denials', () => {
  test('createUserKey, rotateUserKey, updateUserKey, revokeUserKey and listUserKeys are for somebody signed in', async () => {
    const { ctx } = await newPerson()
    const apiKeyId = (await newUserApiKey(ctx)).id
    const nobody = visitor()
    for (const asked of [
      newUserApiKey(nobody),
      rotateUserKey(nobody, { apiKeyId, overlapHours: 0 }),
      updateUserKey(nobody, { apiKeyId, name: 'Mine' }),
      revokeUserKey(nobody, { apiKeyId }),
      listUserKeys(nobody, page),
    ])
      expect(await reasonOf(asked)).toBe('unauthenticated')
  })

  test('somebody else’s key is not found, nor shown', async () => {
    const [one, other] = [await newPerson(), await newPerson()]
    const { id, key } = await newUserApiKey(one.ctx)
    for (const apiKeyId of [id, randomUUID()]) {
      expect(await reasonOf(rotateUserKey(other.ctx, { apiKeyId, overlapHours: 0 }))).toBe(
        'api_key_not_found',
      )
      expect(await reasonOf(updateUserKey(other.ctx, { apiKeyId, name: 'Mine' }))).toBe('api_key_not_found')
      expect(await reasonOf(revokeUserKey(other.ctx, { apiKeyId }))).toBe('api_key_not_found')
    }
    expect((await listUserKeys(other.ctx, page)).rows).toEqual([])
    await requestWithKey(key)
  })

  test('a key is made only for an account of which one is an active member, and acts in no other', async () => {
    const [organization, elsewhere] = [await newOrganization(), await newOrganization()]
    const { ctx } = await newMember(organization, organization.roles.MEMBER)
    const suspended = await newMember(organization, organization.roles.MEMBER, { status: 'SUSPENDED' })
    for (const accountId of [elsewhere.accountId, randomUUID()])
      expect(await reasonOf(newUserApiKey(ctx, { accountId }))).toBe('not_found')
    expect(await reasonOf(newUserApiKey(suspended.ctx, { accountId: organization.accountId }))).toBe(
      'not_found',
    )
    const { key } = await newUserApiKey(organization.administrator.ctx, { accountId: organization.accountId })
    const carried = await requestWithKey(key)
    await authorizeAccount(carried, database(), organization.accountId, 'update:organization')
    const personal = authorizeAccount(
      carried,
      database(),
      organization.administrator.accountId,
      'read:organization',
    )
    expect(await reasonOf(personal)).toBe('not_found')
  })
})

test('a list goes on page by page, those that ended last, and takes no foreign cursor', async () => {
  const { ctx } = await newPerson()
  const ids: string[] = []
  for (let count = 0; count < 5; count += 1) ids.push((await newUserApiKey(after(ctx, count))).id)
  await revokeUserKey(ctx, { apiKeyId: ids[4] ?? '' })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const { rows, nextCursor } = await listUserKeys(after(ctx, 10), { limit: 2, cursor })
    seen.push(...rows.map(({ id }) => id))
    cursor = nextCursor ?? undefined
  } while (cursor)
  expect(seen).toEqual([ids[3], ids[2], ids[1], ids[0], ids[4]])
  const foreign = Buffer.from(JSON.stringify({ key: 'x', id: randomUUID() })).toString('base64url')
  expect(await reasonOf(listUserKeys(ctx, { limit: 2, cursor: foreign }))).toBe('invalid_cursor')
})

test('a key that nobody used for 90 days is pointed out, until it is used', async () => {
  const { ctx } = await newPerson()
  const { id } = await newUserApiKey(ctx)
  const isStaleAfter = async (days: number) =>
    (await listUserKeys(after(ctx, days * day), page)).rows[0]?.is_stale
  expect([await isStaleAfter(89.9), await isStaleAfter(90)]).toEqual([false, true])
  await query('insert into api_key_use (api_key_id, last_used_at, ip_address) values ($1, $2, $3)', [
    id,
    after(ctx, day).now,
    '10.0.0.1',
  ])
  expect([await isStaleAfter(90), await isStaleAfter(91)]).toEqual([false, true])
  expect((await listUserKeys(ctx, page)).rows[0]).toMatchObject({ last_used_from: '10.0.0.1' })
})

test('somebody whose sessions end while they ask for a key gets none', async () => {
  const { ctx, sessionId } = await newPerson()
  await query('update session set revoked_at = now() where id = $1', [sessionId])
  expect(await reasonOf(newUserApiKey(ctx))).toBe('unauthenticated')
})
