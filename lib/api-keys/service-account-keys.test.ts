import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { pointsOf } from '@/lib/rate-limits/limits'
import { consume } from '@/lib/rate-limits/service'
import { newServiceAccountWithKey, newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  after,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newPerson, visitor } from '@/lib/testing/people'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import {
  createServiceAccountKey,
  createServiceAccountKeyFor,
  listServiceAccountKeys,
  revokeServiceAccountKey,
  rotateServiceAccountKey,
  updateServiceAccountKey,
} from './service-account-keys'

const hour = 3_600_000
const page = { limit: 50 }

let organization: Organization
let administrator: Person
beforeAll(async () => {
  organization = await newOrganization()
  administrator = organization.administrator
})

type Ids = { accountId: string; serviceAccountId: string; apiKeyId: string }

const changes: Record<string, (ctx: Ctx, ids: Ids) => Promise<unknown>> = {
  createServiceAccountKey: (ctx, { apiKeyId: _, ...of }) =>
    createServiceAccountKey(ctx, { ...of, name: 'Next', expiresAt: null }),
  rotateServiceAccountKey: (ctx, ids) => rotateServiceAccountKey(ctx, { ...ids, overlapHours: 1 }),
  updateServiceAccountKey: (ctx, ids) => updateServiceAccountKey(ctx, { ...ids, name: 'Other' }),
  revokeServiceAccountKey: (ctx, ids) => revokeServiceAccountKey(ctx, ids),
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: { reason?: string; code: string }) => error.reason ?? error.code,
  )
}

async function newKey(roleId?: string): Promise<Ids & { membershipId: string; secret: string }> {
  const { serviceAccountId, membershipId, key } = await newServiceAccountWithKey(
    organization,
    roleId ? { roleId } : {},
  )
  return {
    accountId: organization.accountId,
    serviceAccountId,
    membershipId,
    apiKeyId: key.id,
    secret: key.key,
  }
}

/** The keys of a service account as they are stored, but for their use. */
async function stored({ serviceAccountId }: Ids): Promise<unknown> {
  return query('select * from api_key where service_account_id = $1 order by id', [serviceAccountId])
}

test('a key acts as its service account in its account, and in no other', async () => {
  const { accountId, serviceAccountId, secret } = await newKey()
  const ctx = await requestWithKey(secret)
  expect(ctx.actor).toMatchObject({ kind: 'SERVICE_ACCOUNT', serviceAccountId, apiKey: { accountId } })
  await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const elsewhere = await newOrganization()
  const foreign = authorizeAccount(ctx, database(), elsewhere.accountId, 'read:organization')
  expect(await reasonOf(foreign)).toBe('not_found')
})

test('each change leaves its event, with the service account and without a secret', async () => {
  const { secret, accountId, serviceAccountId, apiKeyId } = await newKey()
  const ids = { accountId, serviceAccountId, apiKeyId }
  const { ctx } = administrator
  const [{ name } = { name: '' }] = await query<{ name: string }>(
    'select name from service_account where id = $1',
    [serviceAccountId],
  )
  await updateServiceAccountKey(ctx, { ...ids, name: 'Builds' })
  const created = await rotateServiceAccountKey(ctx, { ...ids, overlapHours: 1 })
  await revokeServiceAccountKey(ctx, { accountId, serviceAccountId, apiKeyId: created.id })
  const events = (await eventsOf(accountId)).filter(({ info }) =>
    JSON.stringify(info).includes(serviceAccountId),
  )
  expect(events.map(({ action, object_id }) => [action, object_id])).toEqual([
    ['api_key.created', ids.apiKeyId],
    ['api_key.updated', ids.apiKeyId],
    ['api_key.rotated', ids.apiKeyId],
    ['api_key.revoked', created.id],
  ])
  expect(events[0]).toMatchObject({
    message: `Ada Lovelace created the API key Build server of the service account ${name}`,
    info: { service_account: { id: serviceAccountId, name } },
  })
  expect(JSON.stringify(events)).not.toContain(secret.slice(12))
  expect(await reasonOf(requestWithKey(created.key))).toBe('api_key_revoked')
  await requestWithKey(secret)
})

test('the list tells what the viewer may do, and why not', async () => {
  const ids = await newKey()
  const { ctx } = administrator
  await rotateServiceAccountKey(after(ctx, hour), { ...ids, overlapHours: 1 })
  const member = await newMember(organization, organization.roles.MEMBER)
  const refused = { allowed: false, reason: 'missing_permission', permission: 'update:service_account' }
  const seen = await listServiceAccountKeys(member.ctx, { ...ids, ...page })
  expect(seen.rows.map(({ can }) => can)).toMatchObject([
    { rotate: refused, update: refused, revoke: refused },
    { rotate: refused, update: refused, revoke: refused },
  ])
  const own = await listServiceAccountKeys(after(ctx, hour), { ...ids, ...page })
  expect(
    own.rows.map(({ is_replaced, can }) => [is_replaced, can.rotate.allowed, can.revoke.allowed]),
  ).toEqual([
    [false, true, true],
    [true, false, true],
  ])
  expect(own.rows[0]?.account).toMatchObject({ id: organization.accountId })
})

test('the list goes on page by page, and one without keys is empty', async () => {
  const {
    accountId,
    administrator: { ctx },
  } = organization
  const { serviceAccountId } = await newServiceAccount(organization, organization.roles.MEMBER)
  const of = { accountId, serviceAccountId }
  expect(await listServiceAccountKeys(ctx, { ...of, ...page })).toEqual({ rows: [], nextCursor: null })
  for (const name of ['One', 'Two', 'Three'])
    await createServiceAccountKey(ctx, { ...of, name, expiresAt: null })
  const first = await listServiceAccountKeys(ctx, { ...of, limit: 2 })
  const second = await listServiceAccountKeys(ctx, { ...of, limit: 2, cursor: first.nextCursor ?? '' })
  expect([...first.rows, ...second.rows].map(({ name }) => name)).toEqual(['Three', 'Two', 'One'])
  expect(second.nextCursor).toBeNull()
})

describe('denials', () => {
  test.each(Object.entries(changes))(
    '%s is refused to whoever lacks the permission or cannot see the account, keys of service accounts included',
    async (_, change) => {
      const ids = await newKey()
      const before = await stored(ids)
      const member = await newMember(organization, organization.roles.MEMBER)
      const elsewhere = await newOrganization()
      expect(await reasonOf(change(visitor(), ids))).toBe('unauthenticated')
      expect(await reasonOf(change((await newPerson()).ctx, ids))).toBe('not_found')
      expect(await reasonOf(change(elsewhere.administrator.ctx, ids))).toBe('not_found')
      expect(await reasonOf(change(member.ctx, ids))).toBe('missing_permission')
      expect((await actionsOf(ids.accountId)).at(-1)).toBe('change.refused')
      expect(await reasonOf(change(await requestWithKey(ids.secret), ids))).toBe('missing_permission')
      expect(await stored(ids)).toEqual(before)
    },
  )

  test.each(Object.entries(changes))(
    '%s does not find a service account of another organization, nor a key of another service account',
    async (name, change) => {
      const [ids, sibling] = [await newKey(), await newKey()]
      const elsewhere = await newOrganization()
      const foreign = await newServiceAccountWithKey(elsewhere)
      const { ctx } = administrator
      const tried = [{ serviceAccountId: foreign.serviceAccountId }, { serviceAccountId: randomUUID() }]
      for (const wrong of tried)
        expect(await reasonOf(change(ctx, { ...ids, ...wrong }))).toBe('service_account_not_found')
      if (name === 'createServiceAccountKey') return
      const { key: own } = { key: await newUserApiKey(ctx, { accountId: ids.accountId }) }
      for (const apiKeyId of [sibling.apiKeyId, foreign.key.id, own.id, randomUUID()])
        expect(await reasonOf(change(ctx, { ...ids, apiKeyId }))).toBe('api_key_not_found')
    },
  )

  test.each(Object.entries(changes))(
    '%s is refused to one who lacks what the service account holds, in the account or in a workspace (R3)',
    async (_, change) => {
      const limited = await newCustomRole(organization, ['update:service_account', 'read:service_account'])
      const { ctx } = await newMember(organization, limited)
      const plain = await newKey()
      expect(await reasonOf(change(ctx, plain))).toBe('done')
      const strong = await newKey(await newCustomRole(organization, ['delete:flow', 'read:flow']))
      expect(await reasonOf(change(ctx, strong))).toBe('outranked')
      const given = await newKey()
      const workspaceId = await newWorkspace(organization, 'Vault')
      const [{ id: owner } = { id: '' }] = await query<{ id: string }>(
        `select id from role where account_id = $1 and built_in = 'OWNER'`,
        [organization.accountId],
      )
      await newGrant(organization, { workspaceId, membershipId: given.membershipId, roleId: owner })
      expect(await reasonOf(change(ctx, given))).toBe('outranked')
    },
  )

  test('the lists are for whoever may read service accounts; a personal account has none', async () => {
    const ids = await newKey()
    const { accountId } = administrator
    expect(await reasonOf(listServiceAccountKeys(visitor(), { ...ids, ...page }))).toBe('unauthenticated')
    expect(await reasonOf(listServiceAccountKeys((await newPerson()).ctx, { ...ids, ...page }))).toBe(
      'not_found',
    )
    const personal = { ...ids, accountId, ...page }
    expect(await reasonOf(listServiceAccountKeys(administrator.ctx, personal))).toBe(
      'service_account_not_found',
    )
    const create = createServiceAccountKey(administrator.ctx, {
      accountId,
      serviceAccountId: ids.serviceAccountId,
      name: 'Mine',
      expiresAt: null,
    })
    expect(await reasonOf(create)).toBe('service_account_not_found')
  })
})

test('the command line makes one for the service account of that name, which is recorded; nobody else can that way', async () => {
  const { accountId } = organization
  const name = `Deployer ${randomUUID()}`
  const { serviceAccountId } = await newServiceAccount(organization, organization.roles.MEMBER, name)
  const ctx: Ctx = { ...visitor(), actor: { kind: 'SYSTEM', name: 'The command line' } }
  const asked = { accountId, serviceAccount: name.toUpperCase(), name: 'Builds', expiresAt: null }
  const { key } = await createServiceAccountKeyFor(ctx, asked)
  expect((await requestWithKey(key)).actor).toMatchObject({ serviceAccountId })
  expect((await eventsOf(accountId)).at(-1)).toMatchObject({
    action: 'api_key.created',
    message: `The command line created the API key Builds of the service account ${name}`,
  })
  const elsewhere = await newOrganization()
  const foreign = createServiceAccountKeyFor(ctx, { ...asked, accountId: elsewhere.accountId })
  expect(await reasonOf(foreign)).toBe('service_account_not_found')
  const { ctx: member } = await newMember(organization, organization.roles.ADMINISTRATOR)
  expect(await reasonOf(createServiceAccountKeyFor(member, asked))).toBe('not_found')
})

test('a key that one’s own key makes for a service account may outlive it: it is another’s', async () => {
  const { serviceAccountId } = await newServiceAccount(organization, organization.roles.MEMBER)
  const { accountId } = organization
  const { key } = await newUserApiKey(administrator.ctx, {
    accountId,
    expiresAt: new Date(Date.now() + hour),
  })
  const input = { accountId, serviceAccountId, name: 'Terraform', expiresAt: null }
  expect(await createServiceAccountKey(await requestWithKey(key), input)).toMatchObject({ expires_at: null })
})

test('another end of a service account’s key counts for the rate limit of who gives it, another name does not; nobody is mailed', async () => {
  const own = await newOrganization()
  const { accountId, administrator: person } = own
  const { ctx, user } = person
  const { serviceAccountId, key } = await newServiceAccountWithKey(own)
  const of = { accountId, serviceAccountId, apiKeyId: key.id }
  await consume('api_keys', user.id, pointsOf('api_keys') - 2)
  await updateServiceAccountKey(ctx, { ...of, expiresAt: after(ctx, hour).now })
  const again = updateServiceAccountKey(ctx, { ...of, expiresAt: after(ctx, 2 * hour).now })
  await expect(again).rejects.toMatchObject({ code: 'rate_limited' })
  await updateServiceAccountKey(ctx, { ...of, name: 'Other' })
  const { rows } = await listServiceAccountKeys(ctx, { accountId, serviceAccountId, ...page })
  expect(rows).toMatchObject([{ name: 'Other', expires_at: after(ctx, hour).now.toISOString() }])
  expect((await mailsTo(user.email)).filter(({ template }) => template === 'api_key_created')).toEqual([])
})
