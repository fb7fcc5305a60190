import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import {
  newReportedFlow,
  newReportedRun,
  newRunCrew,
  newWorkspaceMember,
  type RunCrew,
} from '@/lib/testing/flow-runs'
import { newPerson, visitor } from '@/lib/testing/people'
import { allRoutes } from '../all-routes'
import type { Route } from '../define-route'
import { createRouter } from '../router'

const router = createRouter(() => Promise.resolve(null))

type Keys = { reader: string; runner: string; stranger: string }

let crew: RunCrew
let keys: Keys
let ids: Record<string, string>
beforeAll(async () => {
  crew = await newRunCrew()
  const { ctx: reader } = await newWorkspaceMember(crew, 'READ_ONLY_COLLABORATOR')
  const { ctx: runner } = await newWorkspaceMember(crew, 'RUNNER')
  const { ctx: stranger } = await newPerson()
  const keyOf = async (ctx: typeof reader) => (await newUserApiKey(ctx)).key
  keys = { reader: await keyOf(reader), runner: await keyOf(runner), stranger: await keyOf(stranger) }
  const { id: flowId } = await newReportedFlow(crew)
  const run = await newReportedRun(crew, flowId)
  const taskRunId = randomUUID()
  await query(
    `insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, state) values ($1, $2, $3, 'x', 'x', '0', $4)`,
    [crew.place.workspaceId, taskRunId, run.id, JSON.stringify(run.state)],
  )
  ids = { ...crew.place, flowId, flowRunId: run.id, stateId: run.state_id, name: 'nightly-report', taskRunId }
})

async function statusOf({ method, path, example }: Route, key: string | null): Promise<number> {
  const filled = `/api${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')}`
  const question = path.endsWith('/flow_run_states') ? `?flow_run_id=${ids['flowRunId']}` : ''
  const headers = {
    'x-roster-client-address': visitor().ipAddress ?? '',
    ...(key ? { authorization: `Bearer ${key}` } : {}),
  }
  const body = example === undefined ? {} : { body: JSON.stringify(example) }
  return (await router.request(filled + question, { method: method.toUpperCase(), headers, ...body })).status
}

describe('denials', () => {
  // What the Read-only Collaborator and the Runner get at each method of a path.
  const paths: Record<string, Partial<Record<Route['method'], [number, number]>>> = {
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flows': { post: [403, 403] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flows/name/{name}': { get: [200, 200] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flows/{flowId}': {
      get: [200, 200],
      patch: [403, 403],
      delete: [403, 403],
    },
    // The flow of the example is not there, which only those learn who may report.
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flow_runs': { post: [403, 409] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flow_runs/{flowRunId}': {
      get: [200, 200],
      patch: [403, 403],
      delete: [403, 403],
    },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flow_runs/{flowRunId}/set_state': {
      post: [403, 403],
    },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flow_runs/{flowRunId}/labels': { patch: [403, 403] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flow_runs/{flowRunId}/resume': { post: [403, 403] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flow_run_states': { get: [200, 200] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/flow_run_states/{stateId}': { get: [200, 200] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/logs': { post: [403, 403] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/task_runs': { post: [403, 403] },
    '/api/accounts/{accountId}/workspaces/{workspaceId}/task_runs/{taskRunId}': { get: [200, 200] },
  }
  const cases = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, statuses]) => ({ path, method, statuses })),
  )

  test.each(cases)('$method $path', async ({ path, method, statuses }) => {
    const route = allRoutes.find((one) => `/api${one.path}` === path && one.method === method)
    if (!route) throw new Error(`${method} ${path} is not declared`)
    expect(await statusOf(route, null)).toBe(401)
    expect(await statusOf(route, keys.stranger)).toBe(404)
    expect([await statusOf(route, keys.reader), await statusOf(route, keys.runner)]).toEqual(statuses)
  })
})

describe('a body of more than 64 KB', () => {
  const lines = JSON.stringify(Array.from({ length: 40_000 }, () => 0))
  const send = async (key: string) => {
    const { accountId, workspaceId } = crew.place
    const headers = {
      'x-roster-client-address': visitor().ipAddress ?? '',
      authorization: `Bearer ${key}`,
      'content-length': String(lines.length),
    }
    const address = `/api/accounts/${accountId}/workspaces/${workspaceId}/logs`
    return (await router.request(address, { method: 'POST', headers, body: lines })).status
  }

  test('is read for those only who may send it, and the others’ refusal is recorded', async () => {
    expect(await send(keys.stranger)).toBe(404)
    // Refused for the first time: reports that are refused are recorded once a minute.
    const { ctx: other } = await newWorkspaceMember(crew, 'READ_ONLY_COLLABORATOR')
    expect(await send((await newUserApiKey(other)).key)).toBe(403)
    const [refusal] = await query<{ message: string }>(
      `select message from audit_event where account_id = $1 and message like '%send a change%'`,
      [crew.place.accountId],
    )
    expect(refusal?.message).toContain('was refused to send a change that needs update:flow_run')
    const developer = (await newWorkspaceMember(crew, 'COLLABORATOR')).ctx
    const { key: engine } = await newUserApiKey(developer)
    expect(await send(engine)).toBe(422)
  })

  test('does not keep a refused change out of the log: each of them is recorded', async () => {
    const { accountId, workspaceId } = crew.place
    const body = JSON.stringify({ role_id: null }) + ' '.repeat(70_000)
    const headers = {
      'x-roster-client-address': visitor().ipAddress ?? '',
      authorization: `Bearer ${keys.reader}`,
      'content-length': String(body.length),
    }
    const address = `/api/accounts/${accountId}/workspaces/${workspaceId}/default-role`
    for (let time = 0; time < 3; time += 1)
      expect((await router.request(address, { method: 'PUT', headers, body })).status).toBe(403)
    const [recorded] = await query<{ count: number }>(
      `select count(*)::int as count from audit_event where account_id = $1 and message like '%send a change that needs update:workspace_access%'`,
      [accountId],
    )
    expect(recorded?.count).toBe(3)
  })
})
