import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { workspaceClient, type WorkspaceClient } from '@/lib/testing/workspace-client'
import { newWorkspace } from '@/lib/testing/workspaces'
import { refuseUpgrade } from '../refuse-upgrade'
import { createRouter } from '../router'
import { engineRoutes } from './engine'

const router = createRouter(() => Promise.resolve(null))
const routes = engineRoutes.map(
  ({ method, path, demand, example }) =>
    [method.toUpperCase(), path.replace(/^.*\{workspaceId\}/, ''), demand, example] as const,
)

let organization: Organization
let workspaceId: string
let reader: WorkspaceClient
beforeAll(async () => {
  organization = await newOrganization()
  workspaceId = await newWorkspace(organization, 'Analytics')
  reader = await client([
    ...[
      'workspace',
      'deployment',
      'work_pool',
      'work_queue',
      'variable',
      'artifact',
      'automation',
      'concurrency_limit',
      'block',
    ].map((kind) => `read:${kind}`),
    'update:flow_run',
  ])
})

async function client(permissions: string[] | null): Promise<WorkspaceClient> {
  return workspaceClient(organization, { workspaceId, permissions })
}

describe('what an engine keeps', () => {
  test.each([
    [
      'deployment ls',
      '/deployments/filter',
      { deployments: null, flows: null, limit: 200, offset: 0, sort: null },
    ],
    ['work-pool ls', '/work_pools/filter', { limit: null, offset: 0, work_pools: null }],
    ['variable ls', '/variables/filter', { limit: 100 }],
    ['automation ls', '/automations/filter', undefined],
    ['artifact ls', '/artifacts/latest/filter', { artifacts: { key: { exists_: true } }, limit: 100 }],
    ['a slash at the end', '/deployments/filter/', {}],
  ])('%s: an empty list', async (_, path, body) => {
    expect(await reader('POST', path, body)).toEqual({ status: 200, body: [] })
  })

  test.each(routes)(
    '%s %s answers without a body, and takes the example',
    async (method, path, _, example) => {
      expect((await reader(method, path)).status).toBe(200)
      if (method === 'POST') expect((await reader(method, path, example)).status).toBe(200)
    },
  )

  test('is counted as none, and has a first page', async () => {
    expect(await reader('POST', '/variables/count', {})).toEqual({ status: 200, body: 0 })
    expect(await reader('POST', '/deployments/paginate', { limit: 20 })).toEqual({
      status: 200,
      body: { results: [], count: 0, limit: 20, pages: 0, page: 1 },
    })
  })

  test('is not listed past the limit', async () => {
    const { status, body } = await reader('POST', '/deployments/filter', { limit: 201 })
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('Invalid limit') },
    })
  })
})

describe('what a flow script asks beside', () => {
  test('no storage for results, and a version that clients read as theirs', async () => {
    expect(await reader('GET', '/admin/storage')).toEqual({
      status: 200,
      body: { default_result_storage_block_id: null },
    })
    expect(await reader('GET', '/admin/version')).toEqual({
      status: 200,
      body: expect.stringMatching(/^3\.\d+\.\d+$/),
    })
  })

  test('a tagged task goes on at once, each with a lease of its own', async () => {
    const lease = async () =>
      reader('POST', '/v2/concurrency_limits/increment-with-lease', {
        names: ['tag:db'],
        slots: 1,
        mode: 'concurrency',
        lease_duration: 300,
      })
    const [one, other] = [await lease(), await lease()]
    expect(one).toEqual({
      status: 200,
      body: { lease_id: expect.stringMatching(/^[0-9a-f-]{36}$/), limits: [] },
    })
    expect(other.body).not.toEqual(one.body)
  })
})

describe('what nothing serves', () => {
  test.each([
    ['GET', '/csrf-token?client=0d4f8a3e-6f6c-4b52-9d7e-0c9a5c7a2b11'],
    ['DELETE', '/automations/owned-by/prefect.deployment.0d4f8a3e-6f6c-4b52-9d7e-0c9a5c7a2b11'],
    ['GET', '/variables/name/region'],
    ['POST', '/artifacts/'],
    ['POST', '/work_pools/default/workers/heartbeat'],
    ['GET', '/collections/work_pool_types'],
    ['GET', '/events/in'],
    ['PUT', '/deployments/filter'],
    ['PUT', ''],
  ])('%s %s is not found, at once', async (method, path) => {
    expect(await reader(method, path, method === 'GET' ? undefined : '{not json')).toEqual({
      status: 404,
      body: { code: 'not_found', detail: 'There is nothing at this address.' },
    })
  })

  test('a workspace by another word than its id is not found', async () => {
    const asking = await workspaceClient(organization, {
      workspaceId: 'analytics',
      permissions: ['read:workspace'],
    })
    expect(await asking('GET', '/csrf-token')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

describe('denials', () => {
  test.each(routes)('%s %s is for who holds what it demands', async (method, path, demand) => {
    const permission = demand.of === 'workspace' ? demand.permission : null
    const outsider = await workspaceClient(await newOrganization(), {
      workspaceId,
      permissions: ['read:workspace', permission ?? ''],
    })
    expect((await (await client(null))(method, path)).status).toBe(401)
    expect((await outsider(method, path)).status).toBe(404)
    expect((await (await client([]))(method, path)).status).toBe(404)
    if (permission === 'read:workspace') return
    expect(await (await client(['read:workspace']))(method, path)).toMatchObject({
      status: 403,
      body: { permission },
    })
  })

  test('what nothing serves tells nobody whether the workspace is there', async () => {
    const hidden = await (await client([]))('GET', '/csrf-token')
    expect(hidden).toMatchObject({ status: 404, body: { reason: 'workspace_not_found' } })
    const absent = await workspaceClient(organization, {
      workspaceId: organization.accountId,
      permissions: [],
    })
    expect(await absent('GET', '/csrf-token')).toEqual(hidden)
    expect(await (await client(null))('GET', '/csrf-token')).toMatchObject({ status: 401 })
  })
})

describe('a websocket', () => {
  const listener = getRequestListener(router.fetch)
  const server = createServer((request, response) => void listener(request, response))
  server.on('upgrade', refuseUpgrade)
  // As Next does beside it: it takes no notice of what it does not know.
  server.on('upgrade', () => {})
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  test.each(['/events/in', '/events/out', '/logs/out', '/work_pools/default/workers/connect'])(
    '%s is refused at once with 404, and its connection closed',
    async (path) => {
      const answer = await upgrade(`/api/accounts/${organization.accountId}/workspaces/${workspaceId}${path}`)
      expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
      const [head, body] = answer.split('\r\n\r\n')
      expect(head).toContain('connection: close')
      expect(head).toContain(`content-length: ${body?.length}`)
      expect(JSON.parse(body ?? '')).toEqual({
        detail: 'There is nothing at this address.',
        code: 'not_found',
      })
    },
  )

  test('that is let go by its client harms nobody', async () => {
    const { port } = addressOf()
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /api/x HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
    socket.destroy()
    expect(await upgrade('/api/x')).toContain('404')
  })

  function addressOf(): AddressInfo {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the server does not listen')
    return address
  }

  /** Everything that the server says to a request to go on as a websocket, until it closes the connection. */
  async function upgrade(path: string): Promise<string> {
    const { port } = addressOf()
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let heard = ''
      socket.setTimeout(2_000, () => reject(new Error('the connection is still open')))
      socket.on('data', (data) => (heard += data.toString()))
      socket.on('error', reject)
      socket.on('close', () => resolve(heard))
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
          'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      )
    })
  }
})
