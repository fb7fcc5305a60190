import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { apiPaths } from '@/lib/paths'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson, sessionCookieOf, visitor } from '@/lib/testing/people'
import { newFlow, newRun } from '@/lib/testing/runs'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { createRouter } from '../router'

const router = createRouter(() => Promise.resolve(null))

let organization: Organization
let place: { accountId: string; workspaceId: string; flowId: string; flowRunId: string }
beforeAll(async () => {
  organization = await newOrganization()
  const workspaceId = await newWorkspace(organization, 'Analytics')
  const flowId = await newFlow(workspaceId, 'nightly')
  const flowRunId = await newRun({ workspaceId, flowId, name: 'brave-fox' })
  place = { accountId: organization.accountId, workspaceId, flowId, flowRunId }
})

async function ask(path: string, sessionId: string | null): Promise<Response> {
  const cookie = sessionId ? `${sessionCookieName()}=${await sessionCookieOf(sessionId)}` : ''
  const headers = { cookie, 'x-roster-client-address': visitor().ipAddress ?? '' }
  return router.fetch(new Request(`http://roster.test:3000${path}`, { headers }))
}

test('the pages of runs read what they show, in the order and with the filters of their address', async () => {
  const { sessionId } = organization.administrator
  const { accountId, workspaceId, flowId, flowRunId } = place
  const read = async (path: string): Promise<unknown> => (await ask(path, sessionId)).json()
  expect(await read(apiPaths.runTimeline(accountId, workspaceId, 'week'))).toMatchObject({ period: 'week' })
  expect(await read(apiPaths.runsOverview(accountId, workspaceId))).toMatchObject({ has_flows: true })
  const found = `${apiPaths.flowRuns(accountId, workspaceId)}?search=FOX&status=COMPLETED,FAILED&flow=${flowId}&time=1d`
  expect(await read(found)).toMatchObject([{ name: 'brave-fox' }])
  expect(await read(`${apiPaths.flowRuns(accountId, workspaceId)}?status=LATE`)).toEqual([])
  expect(await read(apiPaths.flowRun(accountId, workspaceId, flowRunId))).toMatchObject({ name: 'brave-fox' })
  expect(await read(apiPaths.runLogs(accountId, workspaceId, flowRunId))).toEqual([])
  expect(await read(apiPaths.flows(accountId, workspaceId))).toMatchObject([{ name: 'nightly' }])
  expect(await read(apiPaths.flow(accountId, workspaceId, flowId))).toMatchObject({ name: 'nightly' })
})

test.each(['status=OVER', 'time=soon', 'flow=x', 'search=%00', 'limit=0', 'cursor=x'])(
  'a list of runs asked for with %s says what is wrong',
  async (search) => {
    const { accountId, workspaceId } = place
    const path = `${apiPaths.flowRuns(accountId, workspaceId)}?${search}`
    const answer = await ask(path, organization.administrator.sessionId)
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ fields: expect.any(Object) })
  },
)

describe('denials', () => {
  test.each([
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/console/timeline', 'read:flow_run'],
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/console/overview', 'read:flow_run'],
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/console/flow-runs', 'read:flow_run'],
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/console/flow-runs/{flowRunId}', 'read:flow_run'],
    [
      '/api/accounts/{accountId}/workspaces/{workspaceId}/console/flow-runs/{flowRunId}/logs',
      'read:flow_run',
    ],
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/console/flows', 'read:flow'],
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/console/flows/{flowId}', 'read:flow'],
  ])('%s is for those who hold %s in the workspace', async (path, permission) => {
    const values: Record<string, string> = place
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name)
    const member = await newMember(organization, organization.roles.MEMBER)
    const { membershipId, sessionId } = member
    expect((await ask(address, null)).status).toBe(401)
    expect((await ask(address, (await newPerson()).sessionId)).status).toBe(404)
    expect((await ask(address, sessionId)).status).toBe(404)
    const roleId = await newCustomRole(organization, ['read:workspace'])
    await newGrant(organization, { workspaceId: place.workspaceId, membershipId, roleId })
    const refused = await ask(address, sessionId)
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ permission })
    const elsewhere = address.replace(place.workspaceId, randomUUID())
    expect((await ask(elsewhere, organization.administrator.sessionId)).status).toBe(404)
  })
})
