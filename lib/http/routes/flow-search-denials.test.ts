import { beforeAll, describe, expect, test } from 'vitest'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { newFlow, newRun, newTaskRun } from '@/lib/testing/runs'
import { workspaceClient, type WorkspaceClient } from '@/lib/testing/workspace-client'
import { newWorkspace } from '@/lib/testing/workspaces'

// What may be asked with the permission to read only one of flows and runs, by direct request.

let organization: Organization
let workspaceId: string
let readsFlows: WorkspaceClient
let readsRuns: WorkspaceClient
let withRun: string
let withoutRun: string

beforeAll(async () => {
  organization = await newOrganization()
  workspaceId = await newWorkspace(organization, 'Analytics')
  const client = (permission: string) =>
    workspaceClient(organization, { workspaceId, permissions: ['read:workspace', permission] })
  readsFlows = await client('read:flow')
  readsRuns = await client('read:flow_run')
  withRun = await newFlow(workspaceId, 'nightly')
  withoutRun = await newFlow(workspaceId, 'secret')
  const flowRunId = await newRun({ workspaceId, flowId: withRun, type: 'FAILED' })
  await newTaskRun({ workspaceId, flowRunId })
})

describe('denials', () => {
  test('who may see runs alone gets the flows of these by their ids, as clients send it, and no others', async () => {
    const asked = {
      flows: { operator: 'and_', id: { any_: [withRun, withoutRun] }, name: null, tags: null },
      flow_runs: null,
      task_runs: null,
      sort: 'NAME_ASC',
      limit: 200,
    }
    const { status, body } = await readsRuns('POST', '/flows/filter', asked)
    expect([status, body]).toMatchObject([200, [{ id: withRun }]])
    expect((await readsFlows('POST', '/flows/filter', asked)).body).toHaveLength(2)
  })

  test.each([
    ['whatever fits', { flows: { operator: 'or_', id: { any_: [] }, name: { like_: '' } } }],
    ['all but some', { flows: { id: { not_any_: [] } } }],
    ['all', {}],
    ['some of a name', { flows: { id: { any_: [] }, name: { like_: 'sec' } } }],
    ['some of a tag', { flows: { id: { any_: [] }, tags: { is_null_: true } } }],
    ['those of runs', { flows: { id: { any_: [] } }, flow_runs: { name: { like_: 'x' } } }],
  ])('who may see runs alone does not get flows: %s', async (_, body) => {
    expect(await readsRuns('POST', '/flows/filter', body)).toMatchObject({
      status: 403,
      body: { permission: 'read:flow' },
    })
  })

  const aboutFlows = { flows: { name: { like_: 'nightly' } } }
  const aboutRuns = { flow_runs: { state: { type: { any_: ['FAILED'] } } } }
  const aboutSteps = { task_runs: { name: { like_: 'child' } } }
  const history = {
    history_start: '2026-01-01T00:00:00Z',
    history_end: '2026-01-02T00:00:00Z',
    history_interval_seconds: 3_600,
  }
  const ofFlows = ['/flows/filter', '/flows/count', '/flows/paginate']
  const ofRuns = [
    '/flow_runs/filter',
    '/flow_runs/count',
    '/flow_runs/paginate',
    '/flow_runs/lateness',
    '/flow_runs/history',
    '/task_runs/filter',
    '/task_runs/count',
  ]

  test.each(ofFlows)('%s: who may see flows alone is not told which have a run that fits', async (path) => {
    for (const criteria of [aboutRuns, aboutSteps])
      expect(await readsFlows('POST', path, criteria)).toMatchObject({
        status: 403,
        body: { permission: 'read:flow_run' },
      })
    const nothing = { ...aboutFlows, flow_runs: { operator: 'and_', id: null }, task_runs: {} }
    expect((await readsFlows('POST', path, nothing)).status).toBe(200)
  })

  test.each(ofRuns)('%s: who may see runs alone is not told which have a flow that fits', async (path) => {
    const body = { ...aboutRuns, ...history }
    expect(await readsRuns('POST', path, { ...body, ...aboutFlows })).toMatchObject({
      status: 403,
      body: { permission: 'read:flow' },
    })
    expect((await readsRuns('POST', path, { ...body, ...aboutSteps })).status).toBe(200)
  })
})

test.each([
  ['/flow_runs/filter', { offset: 100_001 }, 'offset', '100,000'],
  ['/logs/filter', { offset: 10_000_001 }, 'offset', '10,000,000'],
  ['/flow_runs/paginate', { page: 502 }, 'page', '100,000'],
])('%s does not skip without end: %j', async (path, body, field, most) => {
  expect(await readsRuns('POST', path, body)).toMatchObject({
    status: 422,
    body: { fields: { [field]: expect.stringContaining(`at most ${most} rows`) } },
  })
})

test.each(['0001-01-01T00:00:00Z', '1970-01-01T00:00:00+01:00', '2201-01-01T00:00:00Z'])(
  'history is of the years 1970 to 2200 in UTC, and not from %s',
  async (history_start) => {
    const history = { history_end: '2200-12-31T23:59:59Z', history_interval_seconds: 60 }
    const ask = (start: string) =>
      readsRuns('POST', '/flow_runs/history', { ...history, history_start: start })
    expect((await ask('1970-01-01T00:00:00Z')).status).toBe(200)
    expect(await ask(history_start)).toMatchObject({
      status: 422,
      body: { fields: { history_start: 'Give a time of the years 1970 to 2200.' } },
    })
  },
)

test('a filter has at most a thousand values of a kind', async () => {
  const ids = Array.from({ length: 1_001 }, () => withRun)
  const { status } = await readsRuns('POST', '/flow_runs/filter', { flow_runs: { id: { any_: ids } } })
  expect(status).toBe(422)
  const few = { flow_runs: { id: { any_: ids.slice(1) } } }
  expect((await readsRuns('POST', '/flow_runs/filter', few)).status).toBe(200)
})
