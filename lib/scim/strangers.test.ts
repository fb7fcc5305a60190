import { beforeAll, describe, expect, test } from 'vitest'
import { acceptInvitation } from '@/lib/invitations/answer'
import { getMember } from '@/lib/members/detail'
import { reactivateMember, removeMember, suspendMember } from '@/lib/members/manage'
import { signIn } from '@/lib/sessions/sign-in'
import { newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMapping } from '@/lib/testing/groups'
import { inviteTo, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { goodPassword, newPerson, newSession, requestWith, visitor } from '@/lib/testing/people'
import {
  askScim,
  newProvenDomain,
  newScimToken,
  patchOf,
  scimUser,
  type ScimAnswer,
} from '@/lib/testing/scim'
import { newIdentityRow } from '@/lib/testing/sso'

let acme: Organization
let token: string
let domain: string
beforeAll(async () => {
  acme = await newOrganization()
  token = await newScimToken(acme)
  domain = await newProvenDomain(acme)
})

describe('somebody who signed up with an address that they never verified', () => {
  test('has nothing left to come in with once the provider of its domain says whose it is', async () => {
    const email = newAddress()
    const mallory = await newPerson({ email, isEmailVerified: false, name: 'Mallory' })
    const { key } = await newUserApiKey(mallory.ctx)
    const elsewhere = await newOrganization({ administrator: mallory })
    await newIdentityRow(elsewhere, mallory)
    expect((await create(scimUser(email))).status).toBe(201)
    expect(await requestWith(mallory.sessionId)).toMatchObject({ actor: { kind: 'ANONYMOUS' } })
    await expect(requestWithKey(key)).rejects.toMatchObject({ reason: 'api_key_revoked' })
    await expect(signIn(visitor(), { email, password: goodPassword })).rejects.toMatchObject({
      reason: 'wrong_credentials',
    })
    expect(await query('select id from sso_identity where user_id = $1', [mallory.user.id])).toEqual([])
    const [user] = await query('select email_verified_at is not null as verified from "user" where id = $1', [
      mallory.user.id,
    ])
    expect(user).toEqual({ verified: true })
    const event = (await eventsOf(acme.accountId)).findLast(({ action }) => action === 'scim_user.created')
    expect(event).toMatchObject({ info: { user_made: false, claimed: true } })
    expect(await eventsOf(elsewhere.accountId)).toContainEqual(
      expect.objectContaining({
        action: 'sso_identity.unlinked',
        info: expect.objectContaining({ user_id: mallory.user.id, claimed: true }),
      }),
    )
  })

  test('has nobody left in the personal account either: its guests and whom it invited are told', async () => {
    const email = newAddress()
    const mallory = await newPerson({ email, isEmailVerified: false, name: 'Mallory' })
    const { accountId } = mallory
    const guest = await newPerson({ name: 'Eve' })
    const [role] = await query<{ id: string }>(
      `select id from role where account_id = $1 and built_in = 'MEMBER'`,
      [accountId],
    )
    await query(
      `insert into membership (account_id, id, kind, user_id, role_id, status, principal_name, principal_email)
       values ($1, gen_random_uuid(), 'USER', $2, $3, 'ACTIVE', 'Eve', $4)`,
      [accountId, guest.user.id, role?.id, guest.user.email],
    )
    await query(
      `insert into invitation (account_id, id, email, email_key, role_id, invited_by_name, expires_at, status)
       values ($1, gen_random_uuid(), $2, $2, $3, 'Mallory', now() + interval '1 day', 'PENDING')`,
      [accountId, newAddress(), role?.id],
    )
    expect((await create(scimUser(email))).status).toBe(201)
    expect(await query('select user_id from membership where account_id = $1', [accountId])).toEqual([
      { user_id: mallory.user.id },
    ])
    expect(await query('select status from invitation where account_id = $1', [accountId])).toEqual([
      { status: 'REVOKED' },
    ])
    const told = await eventsOf(accountId)
    expect(told).toContainEqual(
      expect.objectContaining({
        action: 'membership.deleted',
        message: expect.stringContaining('Eve is no guest any more'),
      }),
    )
    expect(told).toContainEqual(expect.objectContaining({ action: 'invitation.revoked' }))
  })

  test('keeps their sign-in where they are a member already: somebody else let them in', async () => {
    const person = await newPerson({ email: newAddress(), isEmailVerified: false })
    await newMember(acme, acme.roles.MEMBER, { person })
    await create(scimUser(person.user.email))
    expect(await requestWith(person.sessionId)).toMatchObject({ actor: { kind: 'USER' } })
  })

  test('and somebody who verified it keeps theirs', async () => {
    const { user, sessionId } = await newPerson({ email: newAddress() })
    await create(scimUser(user.email))
    expect(await memberOf(user.email)).toMatchObject({ status: 'ACTIVE' })
    expect(await requestWith(sessionId)).toMatchObject({ actor: { kind: 'USER' } })
  })
})

describe('whom an Administrator kept out', () => {
  test('by removing them stays out, and nobody else comes in by their name', async () => {
    const [email, bob] = [newAddress(), newAddress()]
    const { body } = await create(scimUser(email))
    const membershipId = await membershipOf(email)
    await say(body.id, false)
    await removeMember(acme.administrator.ctx, { accountId: acme.accountId, membershipId })
    const answer = await askScim(token, {
      method: 'PATCH',
      path: `/Users/${body.id}`,
      body: patchOf({ op: 'replace', value: { active: true, emails: [{ value: bob, primary: true }] } }),
    })
    expect(answer).toMatchObject({ status: 200, body: { active: false } })
    expect(await memberOf(email)).toBeUndefined()
    expect(await memberOf(bob)).toBeUndefined()
    expect(await query('select id from "user" where email = $1', [bob])).toEqual([])
  })

  test('comes back by an invitation, and into the groups that the provider has them in', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    await newMapping(acme, { group: 'platform', roleId: acme.roles.USER })
    const group = { displayName: 'platform', members: [{ value: body.id }] }
    expect((await askScim(token, { method: 'POST', path: '/Groups', body: group })).status).toBe(201)
    const membershipId = await membershipOf(email)
    await removeMember(acme.administrator.ctx, { accountId: acme.accountId, membershipId })
    const [user] = await query<{ id: string }>('select id from "user" where email = $1', [email])
    const person = await requestWith(await newSession(user?.id ?? ''))
    const invited = await inviteTo(acme, { email, roleId: acme.roles.MEMBER })
    await acceptInvitation(person, { token: invited.token })
    expect(await memberOf(email)).toMatchObject({ status: 'ACTIVE', role_id: acme.roles.USER })
    expect((await actionsOf(acme.accountId)).at(-1)).toBe('membership.groups_changed')
    expect((await askScim(token, { path: `/Users/${body.id}` })).body.active).toBe(true)
  })

  test('by suspending them stays so, whatever the provider says', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    const member = { accountId: acme.accountId, membershipId: await membershipOf(email) }
    await suspendMember(acme.administrator.ctx, member)
    expect((await say(body.id, false)).body.active).toBe(false)
    expect((await say(body.id, true)).body.active).toBe(false)
    expect(await memberOf(email)).toMatchObject({ status: 'SUSPENDED' })
    const said = (await actionsOf(acme.accountId)).slice(-2)
    expect(said).toEqual(['scim_user.deactivated', 'scim_user.updated'])
    await reactivateMember(acme.administrator.ctx, member)
    await say(body.id, false)
    expect((await say(body.id, true)).body.active).toBe(true)
  })

  test('by hand after the provider had stays so: what was decided last by hand counts', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    const member = { accountId: acme.accountId, membershipId: await membershipOf(email) }
    await say(body.id, false)
    await reactivateMember(acme.administrator.ctx, member)
    await suspendMember(acme.administrator.ctx, member)
    expect((await say(body.id, true)).body.active).toBe(false)
  })

  test('by suspending whom the provider had suspended already stays so', async () => {
    const email = newAddress()
    const { body } = await create(scimUser(email))
    const member = { accountId: acme.accountId, membershipId: await membershipOf(email) }
    await say(body.id, false)
    const { ctx } = acme.administrator
    expect(await getMember(ctx, member)).toMatchObject({
      is_suspended_by_provider: true,
      can: { suspend: { allowed: true }, reactivate: { allowed: true } },
    })
    expect(await suspendMember(ctx, member)).toMatchObject({ outcome: 'changed' })
    expect((await eventsOf(acme.accountId)).at(-1)).toMatchObject({
      action: 'membership.suspended',
      info: { before: { suspended_by: 'provider' }, after: { suspended_by: 'hand' } },
    })
    expect(await suspendMember(ctx, member)).toMatchObject({ outcome: 'unchanged' })
    expect(await getMember(ctx, member)).toMatchObject({
      is_suspended_by_provider: false,
      can: { suspend: { reason: 'already_suspended' } },
    })
    expect((await say(body.id, true)).body.active).toBe(false)
    expect(await memberOf(email)).toMatchObject({ status: 'SUSPENDED' })
  })
})

test('whom the provider provisioned as inactive, or suspended, it lets in again', async () => {
  const email = newAddress()
  const { body } = await create(scimUser(email, { active: false }))
  expect(body.active).toBe(false)
  expect((await say(body.id, true)).body.active).toBe(true)
  expect((await say(body.id, false)).body.active).toBe(false)
  expect((await say(body.id, true)).body.active).toBe(true)
  expect(await memberOf(email)).toMatchObject({ status: 'ACTIVE' })
})

let counted = 0
function newAddress(): string {
  counted += 1
  return `victim${counted}@${domain}`
}

async function create(body: Record<string, unknown>): Promise<ScimAnswer> {
  return askScim(token, { method: 'POST', path: '/Users', body })
}

async function say(id: string, active: boolean): Promise<ScimAnswer> {
  const body = patchOf({ op: 'replace', path: 'active', value: active })
  return askScim(token, { method: 'PATCH', path: `/Users/${id}`, body })
}

async function memberOf(email: string) {
  const [row] = await query<{ id: string; status: string; role_id: string }>(
    'select id, status, role_id from membership where account_id = $1 and lower(principal_email) = $2',
    [acme.accountId, email],
  )
  return row
}

async function membershipOf(email: string): Promise<string> {
  return (await memberOf(email))?.id ?? ''
}
