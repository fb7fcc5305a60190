import { beforeAll, describe, expect, test } from 'vitest'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { askScim, newProvenDomain, newScimToken, patchOf, scimUser } from '@/lib/testing/scim'
import { enterpriseUser } from './definitions'

// The requests of the provisioning validators of two identity providers, in their order and with the shapes of their bodies, as they are
// documented: Entra ID's (learn.microsoft.com, "Develop and plan provisioning for a SCIM endpoint") and Okta's SCIM 2.0 SPEC test.

let organization: Organization
let token: string
let domain: string

beforeAll(async () => {
  organization = await newOrganization()
  token = await newScimToken(organization)
  domain = await newProvenDomain(organization)
})

const ask = (method: string, path: string, body?: unknown) => askScim(token, { method, path, body })
const filtered = (resource: string, filter: string, more = '') =>
  ask('GET', `/${resource}?filter=${encodeURIComponent(filter)}${more}`)

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const list = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

describe('Entra ID', () => {
  test('its sequence for users', async () => {
    const userName = `Test_User_00aa00aa-bb11-cc22-dd33-44ee44ee44ee@${domain}`
    const nobody = {
      status: 200,
      body: { schemas: [list], totalResults: 0, Resources: [], startIndex: 1, itemsPerPage: 0 },
    }
    expect(await filtered('Users', `userName eq "${userName}"`)).toMatchObject(nobody)
    const created = await ask('POST', '/Users', {
      schemas: [core, enterpriseUser],
      externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
      userName,
      active: true,
      emails: [{ primary: true, type: 'work', value: userName }],
      meta: { resourceType: 'User' },
      name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
      roles: [],
    })
    expect(created).toMatchObject({
      status: 201,
      body: {
        userName,
        active: true,
        externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
        name: { givenName: 'givenName' },
      },
    })
    const path = `/Users/${created.body.id}`
    expect(await ask('POST', '/Users', scimUser(userName))).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness' },
    })
    expect(await ask('GET', path)).toMatchObject({ status: 200, body: { id: created.body.id } })
    expect(await filtered('Users', `userName eq "${userName.toUpperCase()}"`)).toMatchObject({
      body: { totalResults: 1 },
    })
    expect(await filtered('Users', 'externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"')).toMatchObject({
      body: { totalResults: 1 },
    })
    expect(await ask('GET', '/Users/5171a35d82074e068ce2')).toMatchObject({
      status: 404,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' },
    })
    const replaced = await ask(
      'PATCH',
      path,
      patchOf(
        { op: 'Replace', path: 'emails[type eq "work"].value', value: `updatedEmail@${domain}` },
        { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
      ),
    )
    expect(replaced).toMatchObject({
      status: 200,
      body: {
        name: { familyName: 'updatedFamilyName' },
        emails: [{ type: 'work', value: `updatedEmail@${domain}` }],
      },
    })
    const added = await ask(
      'PATCH',
      path,
      patchOf(
        { op: 'Add', path: 'displayName', value: 'givenName familyName' },
        { op: 'Add', path: 'title', value: 'QBTFXMXZZGYP' },
        { op: 'Add', path: 'addresses[type eq "work"].formatted', value: 'PVNTUQYBPDAX' },
        { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: '4061 Kuhlman Loop' },
        { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '5-849-1973' },
        { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '5-849-1974' },
        { op: 'Add', path: `${enterpriseUser}:employeeNumber`, value: 'NRRQZHYBOOFP' },
        { op: 'Add', path: `${enterpriseUser}:department`, value: 'TWUQNDBRLVSB' },
        { op: 'Add', path: `${enterpriseUser}:manager`, value: created.body.id },
        { op: 'Add', path: 'roles[primary eq "True"].value', value: 'role' },
      ),
    )
    expect(added).toMatchObject({
      status: 200,
      body: {
        schemas: [core, enterpriseUser],
        title: 'QBTFXMXZZGYP',
        addresses: [{ type: 'work', formatted: 'PVNTUQYBPDAX', streetAddress: '4061 Kuhlman Loop' }],
        phoneNumbers: [
          { type: 'work', value: '5-849-1973' },
          { type: 'mobile', value: '5-849-1974' },
        ],
        roles: [{ primary: true, value: 'role' }],
        [enterpriseUser]: {
          employeeNumber: 'NRRQZHYBOOFP',
          department: 'TWUQNDBRLVSB',
          manager: { value: created.body.id },
        },
      },
    })
    const byManager = await filtered(
      'Users',
      `id eq "${created.body.id}" and manager eq "${created.body.id}"`,
      '&attributes=id',
    )
    expect(byManager.body.Resources).toEqual([{ schemas: [core, enterpriseUser], id: created.body.id }])
    const renamed = `renamed@${domain}`
    expect(
      await ask('PATCH', path, patchOf({ op: 'Replace', path: 'userName', value: renamed })),
    ).toMatchObject({
      status: 200,
      body: { userName: renamed },
    })
    const disabled = await ask('PATCH', path, patchOf({ op: 'Replace', path: 'active', value: 'False' }))
    expect(disabled).toMatchObject({ status: 200, body: { active: false } })
    expect(await filtered('Users', `userName eq "${renamed}"`)).toMatchObject({
      body: { Resources: [{ active: false }] },
    })
    expect(await ask('DELETE', path)).toMatchObject({ status: 204, body: null })
    expect(await ask('DELETE', path)).toMatchObject({ status: 404 })
    expect(await ask('GET', path)).toMatchObject({ status: 404 })
  })

  test('its sequence for groups', async () => {
    const member = await ask('POST', '/Users', scimUser(`member@${domain}`))
    const created = await ask('POST', '/Groups', {
      schemas: [
        'urn:ietf:params:scim:schemas:core:2.0:Group',
        'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
      ],
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: 'displayName',
      meta: { resourceType: 'Group' },
    })
    expect(created).toMatchObject({
      status: 201,
      body: { displayName: 'displayName', members: [], externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159' },
    })
    const path = `/Groups/${created.body.id}`
    expect(await ask('GET', `${path}?excludedAttributes=members`)).toMatchObject({
      status: 200,
      body: { displayName: 'displayName' },
    })
    const found = await filtered('Groups', 'displayName eq "displayName"', '&excludedAttributes=members')
    expect(found).toMatchObject({
      status: 200,
      body: { totalResults: 1, Resources: [{ id: created.body.id }] },
    })
    expect(
      await ask(
        'PATCH',
        path,
        patchOf({
          op: 'Replace',
          path: 'displayName',
          value: '1879db59-3bdf-4490-ad68-ab880a269474updatedDisplayName',
        }),
      ),
    ).toMatchObject({ status: 204 })
    expect(
      await ask('PATCH', path, patchOf({ op: 'Replace', path: 'externalId', value: 'other' })),
    ).toMatchObject({ status: 204 })
    const add = patchOf({ op: 'Add', path: 'members', value: [{ $ref: null, value: member.body.id }] })
    expect(await ask('PATCH', path, add)).toMatchObject({ status: 204 })
    expect(await ask('GET', path)).toMatchObject({
      body: { externalId: 'other', members: [{ value: member.body.id }] },
    })
    expect(
      await filtered(
        'Groups',
        `id eq "${created.body.id}" and members eq "${member.body.id}"`,
        '&attributes=id',
      ),
    ).toMatchObject({ body: { totalResults: 1 } })
    const remove = patchOf({ op: 'Remove', path: 'members', value: [{ $ref: null, value: member.body.id }] })
    expect(await ask('PATCH', path, remove)).toMatchObject({ status: 204 })
    expect(await ask('GET', path)).toMatchObject({ body: { members: [] } })
    expect(await ask('DELETE', path)).toMatchObject({ status: 204 })
  })
})

describe('Okta', () => {
  test('its SPEC test', async () => {
    await ask('POST', '/Users', scimUser(`first@${domain}`))
    const page = await ask('GET', '/Users?count=1&startIndex=1')
    expect(page).toMatchObject({
      status: 200,
      body: {
        schemas: [list],
        itemsPerPage: 1,
        startIndex: 1,
        totalResults: expect.any(Number),
        Resources: [
          {
            id: expect.any(String),
            name: { familyName: expect.stringMatching(/./), givenName: expect.stringMatching(/./) },
            userName: expect.stringMatching(/./),
            active: expect.any(Boolean),
            emails: [{ value: expect.stringMatching(/@/) }],
          },
        ],
      },
    })
    const id = page.body.Resources[0]?.id
    expect(await ask('GET', `/Users/${id}`)).toMatchObject({ status: 200, body: { id } })
    expect(await filtered('Users', 'userName eq "abcdefgh@atko.example"')).toMatchObject({
      status: 200,
      body: { schemas: [list], totalResults: 0 },
    })
    expect(await ask('GET', '/Users/010101001010101011001010101011')).toMatchObject({
      status: 404,
      body: { detail: expect.stringMatching(/./), schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] },
    })
    const userName = `Runscope300@${domain}`
    const user = scimUser(userName, {
      name: { givenName: 'Runscope', familyName: 'Okta' },
      displayName: 'Runscope Okta',
    })
    const created = await askScim(token, {
      method: 'POST',
      path: '/Users',
      body: user,
      headers: { 'content-type': 'application/json', accept: 'application/scim+json; charset=utf-8' },
    })
    expect(created).toMatchObject({
      status: 201,
      body: { active: true, userName, name: { givenName: 'Runscope', familyName: 'Okta' } },
    })
    expect(await ask('GET', `/Users/${created.body.id}`)).toMatchObject({ status: 200, body: { userName } })
    expect(await ask('POST', '/Users', user)).toMatchObject({ status: 409 })
    expect(await filtered('Users', `userName eq "${userName.toUpperCase()}"`)).toMatchObject({
      body: { totalResults: 1 },
    })
    expect(await ask('GET', '/Groups')).toMatchObject({
      status: 200,
      body: { schemas: [list], startIndex: 1 },
    })
    const put = {
      ...created.body,
      name: { givenName: 'Another', familyName: 'Okta' },
      displayName: 'Another Okta',
    }
    expect(await ask('PUT', `/Users/${created.body.id}`, put)).toMatchObject({
      status: 200,
      body: { id: created.body.id, name: { givenName: 'Another' }, active: true },
    })
    expect(await ask('PUT', '/Users/010101001010101011001010101011', put)).toMatchObject({ status: 404 })
  })

  test('its life cycle of a person and of a pushed group', async () => {
    const userName = `lifecycle@${domain}`
    const created = await ask('POST', '/Users', {
      ...scimUser(userName),
      externalId: '00ujl29u0le5T6Aj10h7',
      locale: 'en-US',
      groups: [],
      password: '1mz050nq',
    })
    expect(created.body).not.toHaveProperty('password')
    const path = `/Users/${created.body.id}`
    const group = await ask('POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'Pushed',
      members: [{ value: created.body.id, display: userName }],
    })
    expect(group).toMatchObject({
      status: 201,
      body: { members: [{ value: created.body.id, display: userName }] },
    })
    const rename = patchOf({ op: 'replace', value: { id: group.body.id, displayName: 'Pushed again' } })
    expect(await ask('PATCH', `/Groups/${group.body.id}`, rename)).toMatchObject({ status: 204 })
    const members = patchOf(
      { op: 'remove', path: `members[value eq "${created.body.id}"]` },
      { op: 'add', path: 'members', value: [{ value: created.body.id, display: userName }] },
    )
    expect(await ask('PATCH', `/Groups/${group.body.id}`, members)).toMatchObject({ status: 204 })
    expect(await ask('PATCH', path, patchOf({ op: 'replace', value: { active: false } }))).toMatchObject({
      status: 200,
      body: { active: false },
    })
    expect(await ask('PUT', path, { ...created.body, active: true })).toMatchObject({
      status: 200,
      body: { active: true },
    })
    expect(await ask('GET', `/Groups/${group.body.id}`)).toMatchObject({
      body: { displayName: 'Pushed again', members: [{ value: created.body.id }] },
    })
    const back = await ask('GET', path)
    expect(back.body.groups).toMatchObject([{ value: group.body.id, display: 'Pushed again' }])
  })
})
