import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { PlanName } from '@/lib/plans/schema'
import { query } from '@/lib/testing/database'
import { day, newOrganization } from '@/lib/testing/organizations'
import { countedIn, newFlow, newLog, newRun, newTaskRun } from '@/lib/testing/runs'
import { newWorkspace } from '@/lib/testing/workspaces'
import { removeOldRuns } from './retention'

async function newPlace(plan: PlanName = 'STANDARD') {
  const organization = await newOrganization({ plan })
  const workspaceId = await newWorkspace(organization, 'Analytics')
  return { workspaceId, flowId: await newFlow(workspaceId) }
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
] as const)('the plan %s keeps runs for %i days after they were touched last', async (plan, days) => {
  const place = await newPlace(plan)
  const [over, within] = [daysAgo(days + 0.01), daysAgo(days - 0.01)]
  await newRun({ ...place, name: 'over', at: over, updatedAt: over })
  await newRun({ ...place, name: 'within', at: within, updatedAt: within })
  await newRun({ ...place, name: 'touched', at: daysAgo(days * 2), updatedAt: within })
  await removeOldRuns(new Date())
  expect(await runsLeft(place.workspaceId)).toEqual(['touched', 'within'])
  expect(await countedIn(place.workspaceId)).toEqual({ COMPLETED: 2 })
})

test('a run that is still to come stays, however long ago it was ordered; one that nobody took up goes', async () => {
  const place = await newPlace()
  await newRun({ ...place, name: 'to come', type: 'SCHEDULED', at: daysAgo(-1), updatedAt: daysAgo(20) })
  await newRun({ ...place, name: 'forgotten', type: 'SCHEDULED', at: daysAgo(8), updatedAt: daysAgo(20) })
  await newRun({ ...place, name: 'hanging', type: 'RUNNING', at: daysAgo(8), updatedAt: daysAgo(8) })
  const waiting = await newRun({
    ...place,
    name: 'waiting',
    type: 'SCHEDULED',
    at: daysAgo(8),
    updatedAt: daysAgo(8),
  })
  await query('update flow_run set next_scheduled_start_time = $2 where id = $1', [waiting, daysAgo(-1)])
  await removeOldRuns(new Date())
  expect(await runsLeft(place.workspaceId)).toEqual(['to come', 'waiting'])
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
  await query('delete from flow where workspace_id = $1 and id = $2', [place.workspaceId, gone.flowId])
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

test('more than there is time for is left for the next time', async () => {
  const place = await newPlace()
  await query(
    `insert into flow_run (workspace_id, id, flow_id, name, state_id, state_type, state_name, state_timestamp, expected_start_time, updated_at)
     select $1, gen_random_uuid(), $2, 'run', gen_random_uuid(), 'COMPLETED', 'Completed', $3, $3, $3 from generate_series(1, 2500)`,
    [place.workspaceId, place.flowId, daysAgo(8)],
  )
  await removeOldRuns(new Date(), 0)
  const left = (await runsLeft(place.workspaceId)).length
  expect(left).toBeGreaterThan(0)
  await removeOldRuns(new Date())
  expect(await runsLeft(place.workspaceId)).toEqual([])
})
