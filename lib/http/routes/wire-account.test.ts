import { beforeEach, describe, expect, test } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { enforceNetworks } from '@/lib/testing/ip-allowlist'
import { newHandle, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { askRoute, sent } from '@/lib/testing/route-requests'

// What clients of the wire format send about an account, in their order, and what they cannot do without.

const office = '203.0.113.7'

type Asked = { method?: string; body?: unknown; key?: string; address?: string }

let organization: Organization
let accountId: string
let key: string
beforeEach(async () => {
  organization = await newOrganization()
  ;({ accountId } = organization)
  key = (await newUserApiKey(organization.administrator.ctx)).key
})

/** As the clients do: a JSON content type on every request, with or without a body. */
async function ask(path: string, asked: Asked = {}) {
  const { method = 'GET', body, address = office } = asked
  const answer = await askRoute(
    { method },
    {
      address: `/api/accounts/${accountId}${path}`,
      body: sent(body),
      key: asked.key ?? key,
      headers: { accept: 'application/json', 'x-roster-client-address': address },
    },
  )
  return { status: answer.status, body: answer.body }
}

async function send(method: string, path: string, body?: unknown, asked: Asked = {}) {
  return ask(path, { method, body, ...asked })
}

describe('an account', () => {
  test('is read with everything that clients take, in both slash forms', async () => {
    const { handle, name } = organization
    const account = await ask('/')
    expect(account).toEqual({
      status: 200,
      body: {
        id: accountId,
        created: expect.any(String),
        updated: expect.any(String),
        name,
        handle,
        location: null,
        link: null,
        auth_expiration_seconds: null,
        settings: {
          allow_public_workspaces: false,
          ai_log_summaries: false,
          managed_execution: false,
          enforce_webhook_authentication: false,
          enforce_ip_allowlist: false,
        },
        domain_names: [],
        image_location: null,
        sso_state: 'disabled',
        features: ['single_sign_on', 'custom_roles', 'audit_log'],
        plan_type: 'ENTERPRISE',
        run_retention_days: 90,
        audit_log_retention_days: 2_555,
        automations_limit: 0,
      },
    })
    expect(await ask('')).toEqual(account)
  })

  test('is changed as a whole, and read back as it was written', async () => {
    const handle = newHandle()
    const change = { name: 'Globex', handle, location: ' Delft, Süd ', link: 'https://globex.example' }
    const sent = { ...change, auth_expiration_seconds: null }
    expect(await send('PATCH', '/', sent)).toEqual({ status: 204, body: null })
    expect((await ask('/')).body).toMatchObject(change)
    expect((await actionsOf(accountId)).slice(-3)).toEqual([
      'account.renamed',
      'account.handle_changed',
      'account.profile_changed',
    ])
    // As the provider does on every later apply.
    const before = await actionsOf(accountId)
    expect((await send('PATCH', '/', sent)).status).toBe(204)
    expect(await actionsOf(accountId)).toEqual(before)
  })

  test('null clears location and link, and what is left out stays', async () => {
    await send('PATCH', '/', { location: 'Delft', link: 'https://globex.example' })
    await send('PATCH', '/', { link: null })
    expect((await ask('/')).body).toMatchObject({ name: 'Acme', location: 'Delft', link: null })
    await send('PATCH', '/', {})
    expect((await ask('/')).body).toMatchObject({ location: 'Delft' })
  })

  test.each([
    ['a reserved handle', { handle: 'admin' }, 422],
    ['a handle that is taken', { name: 'Other', handle: 'TAKEN', location: 'Moon' }, 409],
    ['an empty name', { name: '' }, 422],
    ['how long one stays signed in', { auth_expiration_seconds: 60 }, 422],
    ['a line break in the location', { location: 'a\nb' }, 422],
    ['a NUL in the link', { link: 'a\u0000b' }, 422],
    ['a field that there is not', { plan_type: 'ENTERPRISE' }, 422],
    ['a list', [], 422],
  ])('%s is refused, and nothing of it is done', async (_, body, status) => {
    const other = await newOrganization()
    const sent = 'handle' in body && body.handle === 'TAKEN' ? { ...body, handle: other.handle } : body
    const before = (await ask('/')).body
    expect((await send('PATCH', '/', sent)).status).toBe(status)
    expect((await ask('/')).body).toEqual(before)
  })

  test('sending the handle it has counts as no try to take one', async () => {
    for (let times = 0; times < 40; times += 1)
      expect((await send('PATCH', '/', { handle: organization.handle })).status).toBe(204)
  })

  test('is deleted without a body', async () => {
    expect(await send('DELETE', '/')).toEqual({ status: 204, body: null })
    expect((await ask('/')).status).toBe(404)
    expect((await send('DELETE', '/')).status).toBe(404)
    expect((await actionsOf(accountId)).at(-1)).toBe('account.deleted')
  })

  test('that is personal keeps its name, and has no IP allowlist', async () => {
    const person = await newPerson()
    const own = { key: (await newUserApiKey(person.ctx)).key }
    accountId = person.accountId
    expect((await ask('/settings', own)).body).not.toHaveProperty('enforce_ip_allowlist')
    expect((await send('PATCH', '/', { name: 'Other' }, own)).status).toBe(409)
    expect((await send('PATCH', '/', { name: person.user.name, location: 'Delft' }, own)).status).toBe(204)
    expect((await send('PATCH', '/settings', { enforce_ip_allowlist: true }, own)).status).toBe(409)
    expect((await send('PUT', '/ip_allowlist', { entries: [] }, own)).status).toBe(409)
  })
})

describe('settings', () => {
  const four = {
    allow_public_workspaces: true,
    ai_log_summaries: false,
    managed_execution: true,
    enforce_webhook_authentication: false,
  }

  test('of one client are not cleared by another', async () => {
    await send('PUT', '/ip_allowlist', { entries: [{ ip_network: office, enabled: true }] })
    expect(await send('PATCH', '/settings', four)).toEqual({ status: 204, body: null })
    expect((await send('PATCH', '/settings', { enforce_ip_allowlist: true })).status).toBe(204)
    expect((await ask('/settings')).body).toEqual({ ...four, enforce_ip_allowlist: true })
    await send('PATCH', '/settings', { ...four, managed_execution: false })
    const after = { ...four, managed_execution: false, enforce_ip_allowlist: true }
    expect((await ask('/settings')).body).toEqual(after)
    expect((await ask('/')).body).toMatchObject({ settings: after })
    expect((await actionsOf(accountId)).slice(-3)).toEqual([
      'account.settings_changed',
      'account.ip_allowlist_enforced',
      'account.settings_changed',
    ])
  })

  test('are all changed or none', async () => {
    const refused = await send('PATCH', '/settings', { ...four, enforce_ip_allowlist: true })
    expect(refused).toMatchObject({ status: 409, body: { reason: 'would_lock_out' } })
    expect((await ask('/settings')).body).toMatchObject({ managed_execution: false })
    for (const body of [{ managed_execution: 'yes' }, { unheard_of: true }, { enforce_ip_allowlist: null }])
      expect((await send('PATCH', '/settings', body)).status).toBe(422)
  })
})

describe('domains', () => {
  test('are kept in their order, whatever it is', async () => {
    const domain_names = ['zeta.example', 'Alpha.example', 'mail.beta.example']
    expect(await send('PATCH', '/domains', { domain_names })).toEqual({ status: 204, body: null })
    expect((await ask('/domains')).body).toEqual(domain_names.map((name) => ({ name })))
    expect((await ask('/')).body).toMatchObject({ domain_names })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'account.domains_changed',
      info: { before: { domain_names: [] }, after: { domain_names } },
    })
    await send('PATCH', '/domains', { domain_names: [] })
    expect((await ask('/domains')).body).toEqual([])
  })

  test.each([[['example']], [['a b.example']], [['a.example', 'A.example']], ['a.example'], [[null]]])(
    '%j is refused',
    async (domain_names) => {
      expect((await send('PATCH', '/domains', { domain_names })).status).toBe(422)
      expect((await ask('/domains')).body).toEqual([])
    },
  )
})

describe('the commands of the IP allowlist', () => {
  type List = { entries: { ip_network: string; enabled: boolean; description: string | null }[] }

  async function list(): Promise<List> {
    expect((await ask('/settings')).body).toHaveProperty('enforce_ip_allowlist')
    return (await ask('/ip_allowlist')).body as List // what the route answers
  }

  test('ls, add, toggle, remove: the whole list is read, written and read again', async () => {
    expect(await list()).toEqual({ entries: [] })
    const added = { ip_network: '192.168.1.7/32', enabled: true, description: 'Office', last_seen: null }
    expect(await send('PUT', '/ip_allowlist', { entries: [added] })).toEqual({ status: 204, body: null })
    expect(await list()).toEqual({ entries: [added] })
    const second = { ip_network: '2001:db8::/32', enabled: true, description: null, last_seen: null }
    await send('PUT', '/ip_allowlist', { entries: [...(await list()).entries, second] })
    expect(await list()).toEqual({ entries: [added, second] })
    const toggled = (await list()).entries.map((entry) => ({ ...entry, enabled: !entry.enabled }))
    await send('PUT', '/ip_allowlist', { entries: toggled })
    expect((await list()).entries.map(({ enabled }) => enabled)).toEqual([false, false])
    await send('PUT', '/ip_allowlist', { entries: toggled.slice(1) })
    expect((await list()).entries).toMatchObject([{ ip_network: '2001:db8::/32' }])
  })

  test('what was seen of an entry is ours to say', async () => {
    const entry = { ip_network: '192.168.1.7', enabled: true, last_seen: '2020-01-01T00:00:00Z' }
    await send('PUT', '/ip_allowlist', { entries: [entry] })
    expect((await list()).entries).toEqual([
      { ip_network: '192.168.1.7/32', enabled: true, description: null, last_seen: null },
    ])
  })

  test('enable asks first whether one would get in, and disable lets everybody in', async () => {
    expect((await ask('/ip_allowlist/my_access')).body).toEqual({
      allowed: false,
      detail: expect.stringContaining(office),
    })
    await send('PUT', '/ip_allowlist', { entries: [{ ip_network: '203.0.113.0/24', enabled: true }] })
    expect((await ask('/ip_allowlist/my_access')).body).toMatchObject({ allowed: true })
    expect((await send('PATCH', '/settings', { enforce_ip_allowlist: true })).status).toBe(204)
    expect(await ask('/settings', { address: '198.51.100.1' })).toMatchObject({
      status: 403,
      body: { reason: 'address_not_allowed', detail: expect.stringContaining('198.51.100.1') },
    })
    expect((await send('PATCH', '/settings', { enforce_ip_allowlist: false })).status).toBe(204)
    expect((await ask('/settings', { address: '198.51.100.1' })).status).toBe(200)
  })

  test.each([
    ['a network that is none', [{ ip_network: 'office' }], 'is no address'],
    ['bits beyond the length', [{ ip_network: '192.168.1.7/24' }], '192.168.1.0/24'],
    ['a network twice', [{ ip_network: '::ffff:10.0.0.1' }, { ip_network: '10.0.0.1' }], 'in the list twice'],
    ['a NUL in the description', [{ ip_network: '10.0.0.1', description: 'a\u0000' }], 'description'],
    ['no list', null, 'entries'],
  ])('%s is refused with a sentence and 422', async (_, entries, sentence) => {
    const answer = await send('PUT', '/ip_allowlist', { entries })
    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining(sentence) } })
    expect((await list()).entries).toEqual([])
  })

  test('a list that would lock one out is refused with 422 too, which is what the client prints, and recorded', async () => {
    await enforceNetworks(organization, ['203.0.113.0/24'], office)
    expect(await send('PUT', '/ip_allowlist', { entries: [] })).toMatchObject({
      status: 422,
      body: { reason: 'would_lock_out', detail: expect.stringContaining(office) },
    })
    expect((await actionsOf(accountId)).at(-1)).toBe('change.refused')
    expect((await list()).entries).toHaveLength(1)
  })
})

describe('denials', () => {
  const reads = {
    '/api/accounts/{accountId}': '/',
    '/api/accounts/{accountId}/settings': '/settings',
    '/api/accounts/{accountId}/domains': '/domains',
    '/api/accounts/{accountId}/ip_allowlist': '/ip_allowlist',
    '/api/accounts/{accountId}/ip_allowlist/my_access': '/ip_allowlist/my_access',
    '/api/accounts/{accountId}/ip_allowlist/console': '/ip_allowlist/console',
  }
  const changes: [string, string, unknown][] = [
    ['PATCH', '/', { name: 'Taken over' }],
    ['DELETE', '/', undefined],
    ['PATCH', '/settings', { managed_execution: true }],
    ['PATCH', '/domains', { domain_names: ['evil.example'] }],
    ['PUT', '/ip_allowlist', { entries: [{ ip_network: '0.0.0.0/0' }] }],
    // What '/api/accounts/{accountId}/ip_allowlist/preview' tells is for who may enforce.
    ['GET', '/ip_allowlist/preview', undefined],
  ]

  test('every member reads, and only those who may change', async () => {
    const member = await newMember(organization, organization.roles.MEMBER)
    const own = { key: (await newUserApiKey(member.ctx)).key }
    for (const path of Object.values(reads)) expect((await ask(path, own)).status).toBe(200)
    for (const [method, path, body] of changes)
      expect(await send(method, path, body, own)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await stored()).toEqual({ name: 'Acme', settings: {}, domains: [] })
  })

  test('a stranger and an Administrator of another organization find nothing, and change nothing', async () => {
    for (const { ctx } of [await newPerson(), (await newOrganization()).administrator]) {
      const own = { key: (await newUserApiKey(ctx)).key }
      for (const path of Object.values(reads)) expect((await ask(path, own)).status).toBe(404)
      for (const [method, path, body] of changes)
        expect((await send(method, path, body, own)).status).toBe(404)
    }
    expect(await stored()).toEqual({ name: 'Acme', settings: {}, domains: [] })
    expect(await actionsOf(accountId)).toEqual(['account.created', 'api_key.created'])
  })

  test('nobody is told to sign in, and an id that is none is not found', async () => {
    for (const path of Object.values(reads)) expect((await ask(path, { key: 'rst_u_x' })).status).toBe(401)
    accountId = 'acme'
    for (const path of Object.values(reads)) expect((await ask(path)).status).toBe(404)
  })

  async function stored() {
    const [row] = await query('select name, settings, domain_names as domains from account where id = $1', [
      accountId,
    ])
    return row
  }
})
