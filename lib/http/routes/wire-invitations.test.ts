import { beforeAll, describe, expect, test } from 'vitest'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { inviteTo, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { wireClient } from '@/lib/testing/wire-client'

let organization: Organization
let invitations: string
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  organization = await newOrganization()
  invitations = `/accounts/${organization.accountId}/invitations`
  client = wireClient((await newUserApiKey(organization.administrator.ctx)).key)
})

test('an invitation is read, found, counted and revoked', async () => {
  const { invitationId, email } = await inviteTo(organization)
  const path = `${invitations}/${invitationId}`
  const read = await client.get(path)
  expect(read).toEqual({
    id: invitationId,
    created: expect.any(String),
    updated: expect.any(String),
    email,
    account_id: organization.accountId,
    account_role_id: organization.roles.MEMBER,
    status: 'PENDING',
    expiration: expect.any(String),
  })
  const byEmail = { invitations: { email: { any_: [email.toUpperCase()] } } }
  expect(await client.find(`${invitations}/filter`, byEmail)).toEqual([read])
  expect(await client.send('POST', `${invitations}/count`, { status: 200, body: byEmail })).toBe(1)
  await client.send('POST', `${path}/revoke`, { status: 204 })
  expect(await client.get(path)).toMatchObject({ status: 'REVOKED' })
  await client.send('POST', `${path}/revoke`, { status: 409 })
  expect(await actionsOf(organization.accountId)).toContain('invitation.revoked')
})

test('invitations are found by what became of them, the newest first', async () => {
  const own = await newOrganization()
  const path = `/accounts/${own.accountId}/invitations`
  const mine = wireClient((await newUserApiKey(own.administrator.ctx)).key)
  const first = await inviteTo(own)
  const second = await inviteTo(own, { roleId: own.roles.USER })
  await query(`update invitation set expires_at = now() where id = $1`, [first.invitationId])
  const find = async (filter: unknown) =>
    (await mine.find(`${path}/filter`, { invitations: filter })).map(({ id }) => id)
  expect(await find({ status: { any_: ['EXPIRED'] } })).toEqual([first.invitationId])
  expect(await find({ status: { any_: ['PENDING'] } })).toEqual([second.invitationId])
  expect(await find({ account_role_id: { any_: [own.roles.USER] } })).toEqual([second.invitationId])
  expect(await find({ id: { any_: null } })).toEqual([second.invitationId, first.invitationId])
  expect(await mine.find(`${path}/filter`, { limit: 1, offset: 1 })).toMatchObject([
    { id: first.invitationId },
  ])
  expect(await mine.send('POST', `${path}/count`, { status: 200 })).toBe(2)
  await mine.send('POST', `${path}/filter`, {
    status: 422,
    body: { invitations: { status: { any_: ['?'] } } },
  })
})

describe('answering by the secret of a link', () => {
  test('accepts it and no other invitation', async () => {
    const person = await newPerson()
    const own = wireClient((await newUserApiKey(person.ctx)).key)
    const { invitationId, token } = await inviteTo(organization, { email: person.user.email })
    const other = await inviteTo(organization)
    const accept = (id: string, code: string, status: number) =>
      own.send('POST', `/invitations/${id}/accept?invite_code=${code}`, { status })
    await accept(invitationId, other.token, 404)
    await accept(other.invitationId, token, 404)
    await accept(invitationId, 'cut-off', 404)
    await own.send('POST', `/invitations/${invitationId}/accept`, { status: 422 })
    await accept(other.invitationId, other.token, 403)
    await accept(invitationId, token, 204)
    await accept(invitationId, token, 409)
    expect(await own.list('/me/organizations')).toMatchObject([{ account_id: organization.accountId }])
    expect(await client.get(`${invitations}/${invitationId}`)).toMatchObject({ status: 'ACCEPTED' })
    expect(await client.get(`${invitations}/${other.invitationId}`)).toMatchObject({ status: 'PENDING' })
  })

  test('declines it, signed in or not', async () => {
    const { invitationId, token } = await inviteTo(organization)
    const other = await inviteTo(organization)
    const nobody = wireClient(null)
    await nobody.send('POST', `/invitations/${other.invitationId}/reject?invite_code=${token}`, {
      status: 404,
    })
    await nobody.send('POST', `/invitations/${invitationId}/reject?invite_code=${token}`, { status: 204 })
    expect(await client.get(`${invitations}/${invitationId}`)).toMatchObject({ status: 'DECLINED' })
    expect(await client.get(`${invitations}/${other.invitationId}`)).toMatchObject({ status: 'PENDING' })
  })
})
