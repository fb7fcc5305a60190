import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRouter } from '@/lib/http/router'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'

// The command line itself, where it is installed: a Python package, which the product does not need.

const run = promisify(execFile)
const isInstalled = await run('prefect', ['--version'])
  .then(() => true)
  .catch(() => false)

describe.skipIf(!isInstalled)('the real command line (skipped where “prefect” is not installed)', () => {
  let server: ReturnType<typeof serve>
  let url: string
  let home: string
  let organization: Organization
  let workspaceId: string

  beforeAll(async () => {
    organization = await newOrganization()
    workspaceId = await newWorkspace(organization, 'Analytics')
    await newWorkspace(organization, 'Reports')
    home = await mkdtemp(join(tmpdir(), 'command-line-'))
    const { fetch } = createRouter(() => Promise.resolve(null))
    url = await new Promise((resolve) => {
      server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}/api`),
      )
    })
    await prefect('config', 'set', `PREFECT_CLOUD_API_URL=${url}`)
  }, 120_000)
  afterAll(async () => {
    server?.close()
    if (home) await rm(home, { recursive: true, force: true })
  })

  async function prefect(...args: string[]): Promise<string> {
    const settings = { HOME: home, PREFECT_HOME: home, COLUMNS: '200', NO_COLOR: '1' }
    const given = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
    const running = run('env', [...given, 'prefect', ...args], { timeout: 60_000 })
    // It takes a body from there when it can.
    running.child.stdin?.end()
    return (await running).stdout
  }

  test('signs in with a key, lists workspaces and chooses another', async () => {
    const { key } = await newUserApiKey(organization.administrator.ctx)
    const named = `${organization.handle}/${workspaceId}`
    expect(await prefect('cloud', 'login', '-k', key, '-w', named)).toContain('Authenticated')
    const listed = await prefect('cloud', 'workspace', 'ls')
    expect(listed).toContain(workspaceId)
    expect(await prefect('cloud', 'workspace', 'set', '-w', named)).toContain('Successfully set workspace')
    expect(await prefect('api', 'GET', '/me', '--root')).toContain(organization.administrator.user.email)
  }, 180_000)

  test('signs in with the key of a service account', async () => {
    const robot = await newServiceAccountWithKey(organization)
    const { membershipId, key } = robot
    await newGrant(organization, { workspaceId, membershipId, roleId: organization.roles.RUNNER })
    const named = `${organization.handle}/${workspaceId}`
    await prefect('cloud', 'logout').catch(() => '')
    expect(await prefect('cloud', 'login', '-k', key.key, '-w', named)).toContain('Authenticated')
  }, 180_000)
})
