import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { setPlan } from '@/lib/accounts/operate'
import { systemContext } from '@/lib/authz/session'
import { deleteFlow } from '@/lib/flows/service'
import type { PlanName } from '@/lib/plans/schema'
import { query } from '@/lib/testing/database'
import { day, newOrganization } from '@/lib/testing/organizations'
import { countedIn, newFlow, newLog, newRun, newTaskRun } from '@/lib/testing/runs'
import { newWorkspace } from '@/lib/testing/workspaces'
import { getFlowRunDetail } from '../pages/detail'
import { removeOldRuns } from './retention'

async function newPlace(plan: PlanName = 'STANDARD') {
  const organization = await newOrganization({ plan })
  const workspaceId = await newWorkspace(organization, 'Analytics')
  return { organization, workspaceId, flowId: await newFlow(workspaceId) }
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * day)
}

async function runsLeft(workspaceId: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    'select name from flow_run where workspace_id = $1 order by name',
    [workspaceId],
  )
  return rows.map(({ name }) => name)
}

async function rowsLeft(workspaceId: string): Promise<Record<string, number>> {
  const [rows = {}] = await query<Record<string, number>>(
    `select (select count(*)::int from flow where workspace_id = $1) as flows,
       (select count(*)::int from flow_run where workspace_id = $1) as runs,
       (select count(*)::int from flow_run_state where workspace_id = $1) as states,
       (select count(*)::int from flow_run_log where workspace_id = $1) as logs,
       (select count(*)::int from task_run where workspace_id = $1) as steps`,
    [workspaceId],
  )
  return rows
}

const nothing = { flows: 0, runs: 0, states: 0, logs: 0, steps: 0 }

async function newFullRun(place: { workspaceId: string; flowId: string }, updatedAt = new Date()) {
  const flowRunId = await newRun({ ...place, at: updatedAt, updatedAt })
  await newLog({ ...place, flowRunId }, { message: 'Hello' })
  await newTaskRun({ ...place, flowRunId })
}

test.each([
  ['STANDARD', 7],
  ['ORGANIZATION', 30],
  ['ENTERPRISE', 90],
] as const)('the plan %s keeps runs for %i days after they ended', async (plan, days) => {
  const place = await newPlace(plan)
  const [over, within] = [daysAgo(days + 0.01), daysAgo(days - 0.01)]
  const ended = async (name: string, at: Date, end: Date, updatedAt = end) => {
    const id = await newRun({ ...place, name, at, updatedAt })
    await query('update flow_run set end_time = $2 where id = $1', [id, end])
  }
  await ended('over', over, over)
  await ended('within', within, within)
  await ended('slow', daysAgo(days * 2), within, over)
  await ended('touched', daysAgo(days * 2), over, within)
  await removeOldRuns(new Date())
  expect(await runsLeft(place.workspaceId)).toEqual(['slow', 'touched', 'within'])
  expect(await countedIn(place.workspaceId)).toEqual({ COMPLETED: 3 })
})

test('a run is removed when its page says so, and not before', async () => {
  const place = await newPlace()
  const { accountId, administrator } = place.organization
  const soon = daysAgo(7 - 2 / 86_400)
  const times = { at: daysAgo(20), end: daysAgo(20), updatedAt: daysAgo(20) }
  // Which of its times decides.
  for (const last of [{ at: soon }, { end: soon }, { updatedAt: soon }]) {
    const { at, end, updatedAt } = { ...times, ...last }
    const flowRunId = await newRun({ ...place, type: 'CANCELLED', at, updatedAt })
    await query('update flow_run set end_time = $2 where id = $1', [flowRunId, end])
    const of = { accountId, workspaceId: place.workspaceId, flowRunId }
    const { kept_until } = await getFlowRunDetail(administrator.ctx, of)
    expect(Date.parse(kept_until ?? '')).toBe(soon.getTime() + 7 * day)
    await removeOldRuns(new Date(soon.getTime() + 7 * day))
    expect(await runsLeft(place.workspaceId)).toHaveLength(1)
    await removeOldRuns(new Date(soon.getTime() + 7 * day + 1))
    expect(await runsLeft(place.workspaceId)).toEqual([])
  }
})

test('a run that is to come, waits or has not ended stays, however long ago it was ordered; one that nobody took up goes', async () => {
  const place = await newPlace()
  await newRun({ ...place, name: 'to come', type: 'SCHEDULED', at: daysAgo(-1), updatedAt: daysAgo(20) })
  await newRun({ ...place, name: 'forgotten', type: 'SCHEDULED', at: daysAgo(8), updatedAt: daysAgo(20) })
  for (const type of ['PENDING', 'RUNNING', 'PAUSED', 'CANCELLING'] as const)
    await newRun({ ...place, name: type, type, at: daysAgo(80), updatedAt: daysAgo(80) })
  const waiting = await newRun({
    ...place,
    name: 'waiting',
    type: 'SCHEDULED',
    at: daysAgo(8),
    updatedAt: daysAgo(8),
  })
  await query('update flow_run set next_scheduled_start_time = $2 where id = $1', [waiting, daysAgo(-1)])
  await removeOldRuns(new Date())
  const left = ['CANCELLING', 'PAUSED', 'PENDING', 'RUNNING', 'to come', 'waiting']
  expect((await runsLeft(place.workspaceId)).toSorted()).toEqual(left)
})

test('a plan that keeps runs for fewer days removes none of them for 30 days, and says so', async () => {
  const place = await newPlace('ENTERPRISE')
  const { accountId, administrator, handle } = place.organization
  const flowRunId = await newRun({ ...place, name: 'old', at: daysAgo(20), updatedAt: daysAgo(20) })
  const { runs_note } = await setPlan(systemContext('test'), { handle, plan: 'STANDARD' })
  expect(runs_note).toBe(
    'Runs are kept for 7 days after they ended, not for 90. None is removed for that in the next 30 days.',
  )
  const of = { accountId, workspaceId: place.workspaceId, flowRunId }
  const { kept_until } = await getFlowRunDetail(administrator.ctx, of)
  expect(Math.round((Date.parse(kept_until ?? '') - Date.now()) / day)).toBe(30)
  await removeOldRuns(new Date())
  expect(await runsLeft(place.workspaceId)).toEqual(['old'])
  await query('update workspace set runs_kept_until = $2 where id = $1', [place.workspaceId, new Date()])
  await removeOldRuns(new Date())
  expect(await runsLeft(place.workspaceId)).toEqual([])
  expect((await setPlan(systemContext('test'), { handle, plan: 'ENTERPRISE' })).runs_note).toBeNull()
})

test('with a run go its states, its lines and its steps', async () => {
  const place = await newPlace()
  await newFullRun(place, daysAgo(8))
  await removeOldRuns(new Date())
  expect(await rowsLeft(place.workspaceId)).toEqual({ ...nothing, flows: 1 })
})

test('runs of a flow that was deleted go, those of the others stay', async () => {
  const place = await newPlace()
  const gone = { ...place, flowId: await newFlow(place.workspaceId, 'gone') }
  await newFullRun(place)
  await newFullRun(gone)
  const { accountId, administrator } = place.organization
  await deleteFlow(administrator.ctx, { accountId, ...gone })
  await removeOldRuns(new Date())
  expect(await rowsLeft(place.workspaceId)).toEqual({ flows: 1, runs: 1, states: 1, logs: 1, steps: 1 })
})

test('of a workspace that was deleted nothing stays', async () => {
  const place = await newPlace()
  await newFullRun(place)
  await query('delete from workspace where id = $1', [place.workspaceId])
  await removeOldRuns(new Date())
  expect(await rowsLeft(place.workspaceId)).toEqual(nothing)
  expect(await countedIn(place.workspaceId)).toEqual({})
})

test('steps of no run go after 90 days', async () => {
  const workspaceId = randomUUID()
  await newTaskRun({ workspaceId, flowRunId: null })
  const old = await newTaskRun({ workspaceId, flowRunId: null })
  await query('update task_run set updated_at = $2 where id = $1', [old, daysAgo(91)])
  await removeOldRuns(new Date())
  expect(await rowsLeft(workspaceId)).toEqual({ ...nothing, steps: 1 })
})

async function newOldRuns({ workspaceId, flowId }: { workspaceId: string; flowId: string }) {
  await query(
    `insert into flow_run (workspace_id, id, flow_id, name, state_id, state_type, state_name, state_timestamp, expected_start_time, end_time, updated_at)
     select $1, gen_random_uuid(), $2, 'run', gen_random_uuid(), 'COMPLETED', 'Completed', $3, $3, $3, $3 from generate_series(1, 2500)`,
    [workspaceId, flowId, daysAgo(8)],
  )
}

test('more than there is time for is left for the next time', async () => {
  const place = await newPlace()
  await newOldRuns(place)
  await removeOldRuns(new Date(), 0)
  const left = (await runsLeft(place.workspaceId)).length
  expect(left).toBeGreaterThan(0)
  await removeOldRuns(new Date())
  expect(await runsLeft(place.workspaceId)).toEqual([])
})

test('an old run is not added to those that wait to be removed', async () => {
  const place = await newPlace()
  const gone = { ...place, flowId: await newFlow(place.workspaceId, 'gone') }
  await newOldRuns(gone)
  const old = await newRun({ ...place, at: daysAgo(8), updatedAt: daysAgo(8) })
  await query('delete from flow where id = $1', [gone.flowId])
  await removeOldRuns(new Date(), 0)
  const flows = await query<{ flow_id: string }>(
    'select distinct flow_id from flow_run where workspace_id = $1',
    [place.workspaceId],
  )
  expect(flows.map(({ flow_id }) => flow_id).toSorted()).toEqual([place.flowId, gone.flowId].toSorted())
  await removeOldRuns(new Date())
  expect(await query('select 1 from flow_run where id = $1', [old])).toEqual([])
  expect(await rowsLeft(place.workspaceId)).toEqual({ ...nothing, flows: 1 })
})
