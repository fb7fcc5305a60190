import { beforeAll, expect, test } from 'vitest'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { newFlow, newRun } from '@/lib/testing/runs'
import { newWorkspace } from '@/lib/testing/workspaces'
import { getFlowRunDetail } from './detail'
import { endOverdueRuns } from './overdue'

const minute = 60_000

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

async function newPlace() {
  const workspaceId = await newWorkspace(organization, 'Analytics')
  return { workspaceId, flowId: await newFlow(workspaceId) }
}

function detail(workspaceId: string, flowRunId: string) {
  const { accountId, administrator } = organization
  return getFlowRunDetail(administrator.ctx, { accountId, workspaceId, flowRunId })
}

function ago(minutes: number): Date {
  return new Date(Date.now() - minutes * minute)
}

test('a run that does not confirm its cancellation is cancelled after five minutes, and its history says by whom and why', async () => {
  const place = await newPlace()
  const silent = await newRun({ ...place, type: 'CANCELLING', at: ago(5.1) })
  const stopping = await newRun({ ...place, type: 'CANCELLING', at: ago(4.5) })
  await endOverdueRuns(new Date())
  const ended = await detail(place.workspaceId, silent)
  expect(ended.state).toMatchObject({ type: 'CANCELLED', message: expect.stringContaining('confirmed') })
  expect(ended.end_time).not.toBeNull()
  expect(ended.states.map(({ type, by }) => [type, by])).toEqual([
    ['CANCELLING', { kind: null, id: null, name: 'Night robot' }],
    ['CANCELLED', { kind: null, id: null, name: 'Roster' }],
  ])
  expect((await detail(place.workspaceId, stopping)).status).toBe('CANCELLING')
})

test('a run that is paused for longer than it was to wait fails; one without an end waits', async () => {
  const place = await newPlace()
  const paused = (details: Record<string, unknown>) =>
    newRun({ ...place, type: 'PAUSED', at: ago(60), details })
  const over = await paused({ pause_timeout: ago(1).toISOString() })
  const waiting = [await paused({ pause_timeout: ago(-1).toISOString() }), await paused({})]
  await endOverdueRuns(new Date())
  expect((await detail(place.workspaceId, over)).state).toMatchObject({
    type: 'FAILED',
    message: expect.stringContaining('not resumed'),
  })
  for (const id of waiting) expect((await detail(place.workspaceId, id)).status).toBe('PAUSED')
})

test('two that end the same run at once end it once', async () => {
  const place = await newPlace()
  const id = await newRun({ ...place, type: 'CANCELLING', at: ago(6) })
  const now = new Date()
  await Promise.all([endOverdueRuns(now), endOverdueRuns(now), endOverdueRuns(now)])
  expect((await detail(place.workspaceId, id)).states).toHaveLength(2)
})
