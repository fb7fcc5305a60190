import { beforeAll, describe, expect, test } from 'vitest'
import { authorizeAccount } from '@/lib/authz/access'
import { database } from '@/lib/db/transaction'
import { suspendMember } from '@/lib/members/manage'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson, newSession, requestWith } from '@/lib/testing/people'
import { askScim, newProvenDomain, newScimToken, patchOf, scimUser } from '@/lib/testing/scim'
import { bindSession, newConnectionRow, proveSession } from '@/lib/testing/sso'

let organization: Organization
let token: string
let domain: string

beforeAll(async () => {
  organization = await newOrganization()
  token = await newScimToken(organization)
  domain = await newProvenDomain(organization)
})

let counted = 0
function newAddress(): string {
  counted += 1
  return `person-${counted}@${domain}`
}

async function create(body: Record<string, unknown>) {
  return askScim(token, { method: 'POST', path: '/Users', body })
}

async function patch(id: string, ...operations: unknown[]) {
  return askScim(token, { method: 'PATCH', path: `/Users/${id}`, body: patchOf(...operations) })
}

async function memberOf(email: string) {
  const [row] = await query<{ id: string; status: string; role: string; user_id: string; name: string }>(
    `select m.id, m.status, r.name as role, m.user_id, m.principal_name as name from membership m
     join role r on r.account_id = m.account_id and r.id = m.role_id
     where m.account_id = $1 and lower(m.principal_email) = lower($2)`,
    [organization.accountId, email],
  )
  return row
}

describe('a provisioned user', () => {
  test('of a proven domain becomes a verified user without a password, and a member', async () => {
    const email = newAddress()
    const answer = await create(scimUser(email, { externalId: 'x-1' }))
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toBe('application/scim+json')
    expect(answer.headers.get('location')).toBe(`http://roster.test:3000/scim/v2/Users/${answer.body.id}`)
    expect(answer.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: email,
      externalId: 'x-1',
      active: true,
      displayName: 'Grace Hopper',
      meta: { resourceType: 'User', version: 'W/"1a"', location: answer.headers.get('location') },
    })
    expect(await memberOf(email)).toMatchObject({ status: 'ACTIVE', role: 'Member', name: 'Grace Hopper' })
    const [user] = await query(
      'select password_hash, email_verified_at is not null as verified from "user" where email = $1',
      [email],
    )
    expect(user).toEqual({ password_hash: null, verified: true })
    const events = await eventsOf(organization.accountId)
    expect(
      events.filter(({ action }) => /^(scim_user|membership)\.created$/.test(action)).slice(-2),
    ).toMatchObject([
      { action: 'scim_user.created', info: { user_made: true } },
      { action: 'membership.created' },
    ])
  })

  test('has the role that the connection of the domain gives', async () => {
    const connectionId = crypto.randomUUID()
    const { accountId, roles } = organization
    const owned = await newProvenDomain(organization)
    await query(
      `insert into sso_connection (account_id, id, kind, name, role_id, issuer, state, updated_at)
       values ($1, $2, 'OIDC', 'Okta', $3, 'https://okta.example', 'ACTIVE', now())`,
      [accountId, connectionId, roles.USER],
    )
    await query('update sso_domain set connection_id = $2 where domain = $1', [owned, connectionId])
    await create(scimUser(`a@${owned}`))
    expect(await memberOf(`a@${owned}`)).toMatchObject({ role: 'User' })
    await query('update sso_connection set role_id = $2 where id = $1', [connectionId, roles.ADMINISTRATOR])
    await create(scimUser(`b@${owned}`))
    expect(await memberOf(`b@${owned}`)).toMatchObject({ role: 'Member' })
  })

  test('is the member with the address, whatever the domain, and nobody new', async () => {
    const ada = await newMember(organization, organization.roles.USER, { name: 'Ada' })
    const answer = await create(
      scimUser(`ada-${counted}`, { emails: [{ value: ada.user.email.toUpperCase() }] }),
    )
    expect(answer.status).toBe(201)
    const [row] = await query('select user_id from scim_user where id = $1', [answer.body.id])
    expect(row).toEqual({ user_id: ada.user.id })
    // Who they are elsewhere is theirs: the organization does not own the address.
    expect(await memberOf(ada.user.email)).toMatchObject({ name: 'Ada', role: 'User' })
    const again = await create(scimUser(`other-${counted}`, { emails: [{ value: ada.user.email }] }))
    expect(again).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
  })

  test('of another domain, who is no member, is refused with a sentence', async () => {
    const stranger = await newPerson()
    for (const email of [stranger.user.email, 'nobody@elsewhere.example']) {
      const answer = await create(scimUser(email))
      expect(answer.status).toBe(403)
      expect(answer.body).toMatchObject({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '403',
        detail: expect.stringContaining('is not an address of a domain that Acme has proven'),
      })
    }
  })

  test('has a userName that nobody else has, whatever its case', async () => {
    const email = newAddress()
    await create(scimUser(email))
    const again = await create(scimUser(email.toUpperCase(), { emails: [{ value: newAddress() }] }))
    expect(again).toMatchObject({ status: 409, body: { status: '409', scimType: 'uniqueness' } })
    const found = await askScim(token, {
      path: `/Users?filter=${encodeURIComponent(`userName eq "${email.toUpperCase()}"`)}`,
    })
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ userName: email }] })
  })

  test('is within the plan’s limit', async () => {
    const small = await newOrganization({ plan: 'ORGANIZATION' })
    const smallToken = await newScimToken(small)
    const owned = await newProvenDomain(small)
    await query(`update account set plan = 'STANDARD' where id = $1`, [small.accountId])
    const statuses: number[] = []
    for (let index = 0; index < 11; index += 1) {
      const answer = await askScim(smallToken, {
        method: 'POST',
        path: '/Users',
        body: scimUser(`u${index}@${owned}`),
      })
      statuses.push(answer.status)
      if (answer.status !== 201)
        expect(answer.body.detail).toContain('All 10 member places of the plan are taken')
    }
    expect(statuses).toEqual([...Array.from({ length: 9 }, () => 201), 409, 409])
    const [{ count } = { count: -1 }] = await query<{ count: number }>(
      'select count(*)::int as count from "user" where email like $1',
      [`%@${owned}`],
    )
    expect(count).toBe(9)
  })
})

describe('deactivating', () => {
  test('ends a session and a key within the next request, and reactivating gives the membership back', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    const member = await memberOf(email)
    const person = await signedIn(member?.user_id ?? '')
    await authorizeAccount(await person(), database(), organization.accountId, 'read:organization')
    const [key] = await query<{ id: string }>(
      `insert into api_key (id, account_id, user_id, name, prefix, key_hash) values (gen_random_uuid(), $1, $2, 'k', 'rst_u_abc', $3) returning id`,
      [organization.accountId, member?.user_id, Buffer.from(crypto.randomUUID())],
    )
    const answer = await patch(body.id, { op: 'Replace', path: 'active', value: 'False' })
    expect(answer).toMatchObject({ status: 200, body: { active: false, meta: { version: 'W/"2s"' } } })
    expect(await person()).toMatchObject({ actor: { kind: 'ANONYMOUS' } })
    const [revoked] = await query<{ revoked: boolean }>(
      'select revoked_at is not null as revoked from api_key where id = $1',
      [key?.id],
    )
    expect(revoked).toEqual({ revoked: true })
    expect(await memberOf(email)).toMatchObject({ status: 'SUSPENDED' })
    const event = (await eventsOf(organization.accountId)).findLast(
      ({ action }) => action === 'scim_user.deactivated',
    )
    expect(event).toMatchObject({
      info: { before: { active: true }, after: { active: false }, sessions_ended: 1, revoked_keys_count: 1 },
    })
    expect(await patch(body.id, { op: 'replace', value: { active: true } })).toMatchObject({
      body: { active: true },
    })
    expect(await memberOf(email)).toMatchObject({ id: member?.id, status: 'ACTIVE' })
  })

  test('somebody of another domain ends what single sign-on opened, and takes back what it proved of others', async () => {
    const ada = await newMember(organization, organization.roles.USER)
    const { body } = await create(scimUser(ada.user.email))
    const connectionId = await newConnectionRow(organization)
    const proven = { ...organization, connectionId }
    const [opened, plain] = [await newSession(ada.user.id), await newSession(ada.user.id)]
    for (const sessionId of [opened, ada.sessionId]) await proveSession(proven, sessionId)
    await bindSession(organization, opened)
    const answer = await patch(body.id, { op: 'replace', path: 'active', value: false })
    expect(answer.body.active).toBe(false)
    const kindOf = async (sessionId: string) => (await requestWith(sessionId)).actor.kind
    expect(await kindOf(opened)).toBe('ANONYMOUS')
    expect([await kindOf(plain), await kindOf(ada.sessionId)]).toEqual(['USER', 'USER'])
    expect(await query('select 1 from sso_proof where connection_id = $1', [connectionId])).toEqual([])
  })

  test('never the last Administrator, by no request', async () => {
    const { administrator } = organization
    const { body } = await create(scimUser(administrator.user.email))
    for (const request of [
      { method: 'PATCH', body: patchOf({ op: 'replace', path: 'active', value: false }) },
      { method: 'PUT', body: scimUser(administrator.user.email, { active: false }) },
      { method: 'DELETE' },
    ]) {
      const answer = await askScim(token, { ...request, path: `/Users/${body.id}` })
      expect(answer).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('without an active Administrator') },
      })
    }
    expect(await memberOf(administrator.user.email)).toMatchObject({ status: 'ACTIVE' })
  })

  test('is repeated without harm, and what an Administrator suspended stays so', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    const member = await memberOf(email)
    const { accountId, administrator } = organization
    await suspendMember(administrator.ctx, { accountId, membershipId: member?.id ?? '' })
    expect((await patch(body.id, { op: 'replace', value: { active: true } })).body).toMatchObject({
      active: false,
    })
    expect((await patch(body.id, { op: 'replace', path: 'title', value: 'x' })).body).toMatchObject({
      active: false,
      title: 'x',
    })
    await patch(body.id, { op: 'replace', value: { active: false } })
    const twice = await patch(body.id, { op: 'replace', value: { active: false } })
    expect(twice).toMatchObject({ status: 200, body: { active: false } })
    expect((await patch(body.id, { op: 'replace', value: { active: true } })).body).toMatchObject({
      active: false,
    })
  })
})

describe('deleting', () => {
  test('removes the member and leaves the user, who can be provisioned again', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    const userId = (await memberOf(email))?.user_id
    const answer = await askScim(token, { method: 'DELETE', path: `/Users/${body.id}` })
    expect(answer).toMatchObject({ status: 204, body: null })
    expect(await memberOf(email)).toBeUndefined()
    expect(await askScim(token, { path: `/Users/${body.id}` })).toMatchObject({
      status: 404,
      body: { status: '404' },
    })
    expect(await askScim(token, { method: 'DELETE', path: `/Users/${body.id}` })).toMatchObject({
      status: 404,
    })
    const again = await create(scimUser(email))
    expect(again.status).toBe(201)
    expect((await memberOf(email))?.user_id).toBe(userId)
    const actions = (await eventsOf(organization.accountId)).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['scim_user.deleted', 'membership.deleted']))
  })
})

describe('a change at the provider', () => {
  test('of the name is taken over where the organization owns the address', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    await patch(body.id, { op: 'Replace', path: 'displayName', value: 'Rear Admiral Hopper' })
    expect(await memberOf(email)).toMatchObject({ name: 'Rear Admiral Hopper' })
    const event = (await eventsOf(organization.accountId)).findLast(
      ({ action }) => action === 'user.name_changed',
    )
    expect(event).toMatchObject({
      info: { before: { name: 'Grace Hopper' }, after: { name: 'Rear Admiral Hopper' } },
    })
  })

  test('is in the log of each of their organizations, and in those of others without whose provider it was', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    const elsewhere = await newOrganization()
    const userId = (await memberOf(email))?.user_id
    await query(
      `insert into membership (account_id, id, kind, user_id, role_id, status, principal_name, principal_email)
       values ($1, gen_random_uuid(), 'USER', $2, $3, 'ACTIVE', 'Grace Hopper', $4)`,
      [elsewhere.accountId, userId, elsewhere.roles.MEMBER, email],
    )
    await patch(body.id, { op: 'Replace', path: 'displayName', value: 'Rear Admiral Hopper' })
    await patch(body.id, { op: 'Replace', path: 'active', value: false })
    const told = (accountId: string) =>
      query(
        `select action, message, actor_name, ip_address, user_agent from audit_event
         where account_id = $1 and actor_kind = 'SYSTEM' and object_id = $2::text order by sequence`,
        [accountId, userId],
      )
    const [own, other] = [await told(organization.accountId), await told(elsewhere.accountId)]
    expect(own.at(-1)).toMatchObject({ actor_name: expect.stringContaining('SCIM token') })
    expect(other).toMatchObject([
      {
        action: 'user.name_changed',
        actor_name: 'An identity provider',
        ip_address: null,
        user_agent: null,
      },
    ])
    expect(JSON.stringify(other)).not.toContain(organization.name)
  })

  test('of the address makes nobody else of them', async () => {
    const [email, other] = [newAddress(), newAddress()]
    const { body } = await create(scimUser(email))
    const answer = await patch(body.id, { op: 'Replace', path: 'emails[type eq "work"].value', value: other })
    expect(answer.body.emails).toEqual([{ primary: true, type: 'work', value: other }])
    expect(await memberOf(email)).toBeDefined()
    expect(await memberOf(other)).toBeUndefined()
  })

  test('that changes nothing makes no version and no event', async () => {
    const { body } = await create(scimUser(newAddress()))
    const before = (await eventsOf(organization.accountId)).length
    const answer = await patch(body.id, { op: 'Replace', path: 'displayName', value: 'Grace Hopper' })
    expect(answer.body.meta).toEqual(body.meta)
    expect(await eventsOf(organization.accountId)).toHaveLength(before)
  })

  test('of an older version is refused, and a known version is not sent again', async () => {
    const { body } = await create(scimUser(newAddress()))
    const path = `/Users/${body.id}`
    const { version } = body.meta
    expect(await askScim(token, { path, headers: { 'if-none-match': version } })).toMatchObject({
      status: 304,
      body: null,
    })
    const change = { method: 'PATCH', path, body: patchOf({ op: 'add', path: 'title', value: 'x' }) }
    expect(await askScim(token, { ...change, headers: { 'if-match': version } })).toMatchObject({
      status: 200,
    })
    expect(await askScim(token, { ...change, headers: { 'if-match': version } })).toMatchObject({
      status: 412,
    })
    expect(await askScim(token, { path, headers: { 'if-none-match': version } })).toMatchObject({
      status: 200,
    })
  })
})

// The context of the next request of a session of theirs.
async function signedIn(userId: string) {
  const sessionId = await newSession(userId)
  return () => requestWith(sessionId)
}
