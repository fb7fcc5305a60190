import { beforeAll, describe, expect, test } from 'vitest'
import { query } from '@/lib/testing/database'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { askScim, newProvenDomain, newScimToken, patchOf, scimUser } from '@/lib/testing/scim'
import { coreUser, enterpriseUser } from './definitions'

let organization: Organization
let token: string
let domain: string
const ids: string[] = []

beforeAll(async () => {
  organization = await newOrganization()
  token = await newScimToken(organization)
  domain = await newProvenDomain(organization)
  const people = [
    scimUser(`Ada@${domain}`, {
      externalId: 'Ext-1',
      displayName: 'Ada "the first" 100%',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      title: 'Countess',
      emails: [
        { type: 'work', value: `ada@${domain}`, primary: true },
        { type: 'home', value: 'ada@home.example' },
      ],
      [enterpriseUser]: { employeeNumber: '701984', manager: { value: '7' } },
    }),
    scimUser(`ben@${domain}`, {
      displayName: 'Ben',
      name: { givenName: 'Ben' },
      externalId: 'ext-1',
      active: false,
    }),
    scimUser(`cleo@${domain}`, {
      displayName: 'Cleo',
      name: { familyName: 'Zeta' },
      emails: [{ type: 'home', value: `cleo@${domain}` }],
      userType: 'Contractor',
    }),
  ]
  for (const body of people)
    ids.push((await askScim(token, { method: 'POST', path: '/Users', body })).body.id)
  const displayName = 'Team'
  await askScim(token, {
    method: 'POST',
    path: '/Groups',
    body: { displayName, members: [{ value: ids[0] }] },
  })
})

async function find(filter: string, resource = 'Users') {
  return askScim(token, { path: `/${resource}?filter=${encodeURIComponent(filter)}` })
}

describe('a filter', () => {
  test.each<[string, string]>([
    ['userName eq "ADA@DOMAIN"', 'a'],
    ['USERNAME EQ "ada@domain"', 'a'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada@domain"', 'a'],
    ['userName ne "ada@domain"', 'bc'],
    ['userName sw "BE"', 'b'],
    ['userName ew "domain"', 'abc'],
    ['userName co "leo"', 'c'],
    ['userName gt "ben@domain"', 'c'],
    ['userName ge "ben@domain"', 'bc'],
    ['userName lt "ben@domain"', 'a'],
    ['userName le "ben@domain"', 'ab'],
    ['userName pr', 'abc'],
    ['externalId eq "Ext-1"', 'a'],
    ['externalId eq "EXT-1"', ''],
    ['externalId pr', 'ab'],
    ['title eq "\\u0043ountess"', 'a'],
    ['title eq "count\\\\ess\\\\"', ''],
    ['title eq "\\ud800"', ''],
    ['displayName co "].value eq"', ''],
    ['not (externalId eq "Ext-1")', 'bc'],
    ['externalId eq null', 'c'],
    ['active eq true', 'ac'],
    ['active eq false', 'b'],
    ['active eq "False"', 'b'],
    ['displayName eq "ada \\"the first\\" 100%"', 'a'],
    ['displayName co "%"', 'a'],
    ['displayName co "_"', ''],
    ['name.familyName eq "lovelace"', 'a'],
    ['name.familyName pr', 'ac'],
    ['name pr', 'abc'],
    ['title pr', 'a'],
    ['title eq null', 'bc'],
    ['not (title pr)', 'bc'],
    ['emails co "home.example"', 'a'],
    ['emails.value eq "ADA@home.example"', 'a'],
    ['emails[type eq "work" and value co "home"]', ''],
    ['emails[type eq "home" and value co "home"]', 'a'],
    ['emails[type eq "home"].value co "home"', 'a'],
    ['emails[type eq "work"].value co "home"', ''],
    ['emails[not (type eq "work")]', 'ac'],
    ['emails[primary eq true]', 'ab'],
    ['emails.type eq "home"', 'ac'],
    ['emails pr', 'abc'],
    ['phoneNumbers pr', ''],
    [`${enterpriseUser}:employeeNumber eq "701984"`, 'a'],
    [`${enterpriseUser}:manager.value eq "7"`, 'a'],
    ['manager eq "7"', 'a'],
    ['userType eq "contractor" or title eq "countess"', 'ac'],
    ['userName sw "a" or userName sw "b" and active eq true', 'a'],
    ['(userName sw "a" or userName sw "b") and active eq false', 'b'],
    ['not (active eq true) and (externalId pr or (userName sw "x"))', 'b'],
    ['meta.lastModified gt "2001-01-01T00:00:00Z"', 'abc'],
    ['meta.created lt "2001-01-01T00:00:00+05:00"', ''],
    ['meta.resourceType eq "User"', 'abc'],
    ['groups.display eq "team"', 'a'],
    ['groups pr', 'a'],
    ['id eq "ID"', 'a'],
    ['id eq "nobody"', ''],
    ['id ne "ID"', 'bc'],
  ])('%s', async (filter, expected) => {
    const text = filter.replaceAll(/domain/gi, domain).replace('ID"', `${ids[0]}"`)
    const { body, status } = await find(text)
    expect(status).toBe(200)
    expect(body.Resources.map(({ userName }) => userName.charAt(0).toLowerCase()).join('')).toBe(expected)
    expect(body.totalResults).toBe(expected.length)
  })

  test.each([
    ['userName eq'],
    ['userName'],
    ['userName zz "x"'],
    ['userName eq "a" and'],
    ['(userName eq "a"'],
    ['emails[type eq "work"'],
    ['userName eq "a" trailing'],
    ['favouriteColour eq "green"'],
    ['emails[colour eq "green"]'],
    ['emails[emails[type eq "x"]]'],
    ['active gt true'],
    ['active eq "maybe"'],
    ['meta.created eq "yesterday"'],
    ['meta.created co "2026"'],
    ['name eq "x"'],
    ['userName eq "\\u0000"'],
    [Array.from({ length: 101 }, () => 'title pr').join(' or ')],
    ['('.repeat(2_000)],
    [`userName eq "${'x'.repeat(4_000)}"`],
    [`userName eq "x' OR '1'='1`],
  ])('that is none is refused: %s', async (filter) => {
    expect(await find(filter)).toMatchObject({
      status: 400,
      body: { status: '400', scimType: 'invalidFilter' },
    })
  })

  test('finds nothing of another organization, and reads quotes as text', async () => {
    const other = await newScimToken(await newOrganization())
    const found = await askScim(other, { path: `/Users?filter=${encodeURIComponent('userName pr')}` })
    expect(found.body).toMatchObject({ totalResults: 0 })
    expect(await find(`userName eq "' OR ''='"`)).toMatchObject({ body: { totalResults: 0 } })
    for (const id of ids)
      expect(await askScim(other, { path: `/Users/${id}` })).toMatchObject({ status: 404 })
    const change = {
      method: 'PATCH',
      path: `/Users/${ids[0]}`,
      body: patchOf({ op: 'replace', path: 'active', value: false }),
    }
    expect(await askScim(other, change)).toMatchObject({ status: 404 })
    expect(await askScim(other, { method: 'DELETE', path: `/Users/${ids[0]}` })).toMatchObject({
      status: 404,
    })
    expect(
      await askScim(other, {
        method: 'POST',
        path: '/Groups',
        body: { displayName: 'x', members: [{ value: ids[0] }] },
      }),
    ).toMatchObject({ status: 400 })
  })

  test.each([
    [`members.value eq "ID"`, 1],
    [`members[value eq "ID"]`, 1],
    [`members eq "${crypto.randomUUID()}"`, 0],
    ['displayName sw "TE"', 1],
    ['externalId pr', 0],
    ['meta.lastModified ge "2001-01-01T00:00:00Z"', 1],
  ])('of groups: %s', async (filter, total) => {
    expect(await find(filter.replace('ID', ids[0] ?? ''), 'Groups')).toMatchObject({
      status: 200,
      body: { totalResults: total },
    })
  })
})

describe('a list', () => {
  const names = async (parameters: string) => {
    const { body } = await askScim(token, { path: `/Users?${parameters}` })
    return { names: body.Resources.map(({ userName }) => userName.charAt(0).toLowerCase()).join(''), body }
  }

  test.each([
    ['sortBy=userName', 'abc'],
    ['sortBy=userName&sortOrder=descending', 'cba'],
    ['sortBy=name.familyName&sortOrder=descending', 'cab'],
    ['sortBy=emails&sortOrder=descending', 'cba'],
    ['sortBy=meta.created&sortOrder=descending', 'cba'],
    ['startIndex=2', 'bc'],
    ['startIndex=2&count=1', 'b'],
    ['startIndex=0&count=1', 'a'],
    ['startIndex=-7&count=1', 'a'],
    ['startIndex=9', ''],
    ['count=0', ''],
    ['count=-1', ''],
    ['count=100000', 'abc'],
    ['startIndex=99999999', ''],
  ])('%s', async (parameters, expected) => {
    const { names: found, body } = await names(parameters)
    expect(found).toBe(expected)
    expect(body).toMatchObject({ totalResults: 3, itemsPerPage: expected.length })
  })

  test('refuses a place that is no number and an unknown attribute to sort by', async () => {
    for (const path of ['/Users?count=x', '/Users?startIndex=1.5', '/Users?sortBy=shoeSize'])
      expect(await askScim(token, { path })).toMatchObject({ status: 400 })
  })

  test('is asked for by a search in a body too', async () => {
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'userName sw "ada"',
      attributes: ['userName', 'emails.type'],
    }
    const answer = await askScim(token, { method: 'POST', path: '/Users/.search', body })
    expect(answer.body.Resources).toEqual([
      {
        schemas: [coreUser, enterpriseUser],
        id: ids[0],
        userName: `Ada@${domain}`,
        emails: [{ type: 'work' }, { type: 'home' }],
      },
    ])
  })

  test('and one resource have the attributes that are asked for', async () => {
    const one = async (parameters: string) =>
      (await askScim(token, { path: `/Users/${ids[0]}?${parameters}` })).body
    expect(await one(`attributes=NAME.givenName,${enterpriseUser}:employeeNumber`)).toEqual({
      schemas: [coreUser, enterpriseUser],
      id: ids[0],
      name: { givenName: 'Ada' },
      [enterpriseUser]: { employeeNumber: '701984' },
    })
    const left = await one(`excludedAttributes=emails,name.familyName,meta,id,${enterpriseUser}`)
    expect(left).toMatchObject({ id: ids[0], name: { givenName: 'Ada' }, title: 'Countess' })
    expect(left.name).not.toHaveProperty('familyName')
    for (const name of ['emails', 'meta', enterpriseUser]) expect(left).not.toHaveProperty([name])
  })
})

describe('discovery', () => {
  test('says what the server can do, of which kinds and in which schemas', async () => {
    const config = await askScim(token, { path: '/ServiceProviderConfig' })
    expect(config.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: true },
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
    })
    const types = await askScim(token, { path: '/ResourceTypes' })
    expect(types.body.Resources).toMatchObject([
      {
        id: 'User',
        endpoint: '/Users',
        schema: coreUser,
        schemaExtensions: [{ schema: enterpriseUser, required: false }],
      },
      { id: 'Group', endpoint: '/Groups' },
    ])
    const schemas = await askScim(token, { path: '/Schemas' })
    expect(schemas.body).toMatchObject({
      totalResults: 3,
      Resources: [{ id: coreUser }, {}, { id: enterpriseUser }],
    })
    const one = await askScim(token, { path: `/Schemas/${coreUser}` })
    expect(one.body.attributes).toContainEqual(
      expect.objectContaining({ name: 'userName', caseExact: false, required: true }),
    )
    expect(await askScim(token, { path: '/ResourceTypes/Group' })).toMatchObject({
      status: 200,
      body: { name: 'Group' },
    })
    expect(await askScim(token, { path: '/Schemas?filter=id%20pr' })).toMatchObject({ status: 403 })
    expect(await askScim(token, { path: '/Schemas/none' })).toMatchObject({ status: 404 })
  })
})

describe('a request', () => {
  test.each([
    ['to what is not there', { path: '/Nothing' }, 404],
    ['in bulk', { method: 'POST', path: '/Bulk', body: {} }, 501],
    ['about oneself', { path: '/Me' }, 501],
    ['that is no JSON', { method: 'POST', path: '/Users', body: '{' }, 400],
    [
      'that is nested too deep',
      { method: 'POST', path: '/Users', body: `${'['.repeat(500)}${']'.repeat(500)}` },
      400,
    ],
    ['that is a list', { method: 'POST', path: '/Users', body: [] }, 400],
    ['without a userName', { method: 'POST', path: '/Users', body: { emails: [] } }, 400],
    ['without an address', { method: 'POST', path: '/Users', body: { userName: 'ada' } }, 400],
    ['without a displayName', { method: 'POST', path: '/Groups', body: {} }, 400],
    ['with a NUL', { method: 'POST', path: '/Users', body: { userName: 'a\0b' } }, 400],
    ['to change without operations', { method: 'PATCH', path: '/Users/x', body: {} }, 400],
  ])('%s is answered in the protocol’s own shape', async (_, request, status) => {
    const answer = await askScim(token, request)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/scim+json')
    expect(answer.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      detail: expect.stringMatching(/^\w.*\.$/s),
    })
  })

  test.each([
    ['without a token', null],
    ['with an API key', 'rst_u_00000000000000000000000000000000000000000003lvroI'],
    ['with a token of the right form', `rst_scim_${'0'.repeat(49)}`],
    ['with something else', 'x'],
  ])('%s is unauthenticated', async (_, presented) => {
    const answer = await askScim(presented, { path: '/Users' })
    expect(answer).toMatchObject({
      status: 401,
      body: { status: '401', schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] },
    })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="SCIM"')
  })

  test('of an account that is suspended is refused, and one with a token that ended too', async () => {
    const ended = await newOrganization()
    const secret = await newScimToken(ended)
    await query('update account set suspended_at = now() where id = $1', [ended.accountId])
    expect(await askScim(secret, { path: '/Users' })).toMatchObject({ status: 403 })
    await query('update account set suspended_at = null where id = $1', [ended.accountId])
    await query(`update scim_token set expires_at = now() - interval '1 second' where account_id = $1`, [
      ended.accountId,
    ])
    expect(await askScim(secret, { path: '/Users' })).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('expired') },
    })
  })

  test('goes on where an IP allowlist is enforced and on a plan without single sign-on', async () => {
    const shut = await newOrganization()
    const secret = await newScimToken(shut)
    await query(`update account set is_ip_allowlist_enforced = true, plan = 'STANDARD' where id = $1`, [
      shut.accountId,
    ])
    expect(await askScim(secret, { path: '/Users' })).toMatchObject({ status: 200 })
  })
})
