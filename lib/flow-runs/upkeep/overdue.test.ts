import { beforeAll, expect, test } from 'vitest'
import { withTransaction } from '@/lib/db/transaction'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { newFlow, newLog, newRun, newTaskRun } from '@/lib/testing/runs'
import { newWorkspace } from '@/lib/testing/workspaces'
import { getFlowRunDetail } from '../pages/detail'
import type { StateType } from '../states'
import { endOverdueRuns, endSilentRuns } from './overdue'

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

const days = 24 * 60

type Place = Awaited<ReturnType<typeof newPlace>>

function newOldRun(place: Place, type: StateType, details = {}): Promise<string> {
  return newRun({ ...place, type, at: ago(31 * days), updatedAt: ago(31 * days), details })
}

async function newOldTaskRun(of: { workspaceId: string; flowRunId: string }): Promise<string> {
  const id = await newTaskRun(of)
  await query('update task_run set updated_at = $2 where id = $1', [id, ago(31 * days)])
  return id
}

test('a run of which nothing was heard for 30 days has crashed, and its history says why; a line or a step is heard', async () => {
  const place = await newPlace()
  const silent = [await newOldRun(place, 'PENDING'), await newOldRun(place, 'RUNNING')]
  const [logging, stepping] = [await newOldRun(place, 'RUNNING'), await newOldRun(place, 'RUNNING')]
  await newLog({ ...place, flowRunId: logging }, { message: 'Still here' })
  await newTaskRun({ ...place, flowRunId: stepping })
  const recent = await newRun({ ...place, type: 'RUNNING', at: ago(29 * days), updatedAt: ago(29 * days) })
  await endSilentRuns(new Date())
  for (const id of silent) {
    const { state, states } = await detail(place.workspaceId, id)
    expect(state).toMatchObject({ type: 'CRASHED', message: expect.stringContaining('30 days') })
    expect(states.at(-1)?.by.name).toBe('Roster')
  }
  for (const id of [logging, stepping, recent])
    expect((await detail(place.workspaceId, id)).state.type).toBe('RUNNING')
})

test('a line is heard when it comes, whatever time it says of itself', async () => {
  const place = await newPlace()
  const [slow, fast] = [await newOldRun(place, 'RUNNING'), await newOldRun(place, 'RUNNING')]
  await newLog({ ...place, flowRunId: slow }, { message: 'Of a slow clock', at: ago(100 * days) })
  const line = { message: 'Of a fast clock', at: ago(-100 * days), createdAt: ago(31 * days) }
  await newLog({ ...place, flowRunId: fast }, line)
  await endSilentRuns(new Date())
  expect((await detail(place.workspaceId, slow)).state.type).toBe('RUNNING')
  expect((await detail(place.workspaceId, fast)).state.type).toBe('CRASHED')
})

test('a run whose work another one is waits as long as that has not ended', async () => {
  const place = await newPlace()
  const parents = [await newOldRun(place, 'RUNNING'), await newOldRun(place, 'RUNNING')]
  for (const [index, type] of (['RUNNING', 'FAILED'] as const).entries()) {
    const parentTaskRunId = await newOldTaskRun({ ...place, flowRunId: parents[index] ?? '' })
    await newRun({ ...place, type, at: ago(60), parentTaskRunId })
  }
  await endSilentRuns(new Date())
  const types = await Promise.all(parents.map(async (id) => (await detail(place.workspaceId, id)).state.type))
  expect(types).toEqual(['RUNNING', 'CRASHED'])
})

test('what is paused or to come waits, however long', async () => {
  const place = await newPlace()
  const waiting = [
    await newOldRun(place, 'PAUSED'),
    await newOldRun(place, 'PAUSED', { pause_timeout: ago(-days).toISOString() }),
    await newOldRun(place, 'SCHEDULED'),
  ]
  await endSilentRuns(new Date())
  for (const id of waiting) expect((await detail(place.workspaceId, id)).state.type).not.toBe('CRASHED')
})

test('a run that is touched while its end waits for it goes on', async (context) => {
  // The embedded database has one connection: nobody waits for a lock.
  if (isEmbeddedDatabase()) context.skip()
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%flow_run%'`
  const place = await newPlace()
  const id = await newOldRun(place, 'RUNNING')
  const ending = await withTransaction(async (tx) => {
    await tx.$executeRaw`UPDATE flow_run SET updated_at = now() WHERE id = ${id}::uuid`
    const ended = endSilentRuns(new Date())
    await expect.poll(() => query(waiting), { timeout: 10_000 }).not.toEqual([])
    return { ended }
  })
  await ending.ended
  expect((await detail(place.workspaceId, id)).state.type).toBe('RUNNING')
})

test('runs that cannot be ended keep nobody else’s from it', async () => {
  const places = [await newPlace(), await newPlace()].toSorted((one, other) =>
    one.workspaceId.localeCompare(other.workspaceId),
  )
  const [failing, other] = await Promise.all(
    places.map((place) => newRun({ ...place, type: 'CANCELLING', at: ago(6) })),
  )
  // No two states of a run share a time.
  const now = new Date()
  await query(
    `insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp) values ($1, gen_random_uuid(), $2, 'PENDING', 'Pending', $3)`,
    [places[0]?.workspaceId, failing, now],
  )
  await endOverdueRuns(now)
  const statuses = await Promise.all(
    [failing, other].map(
      async (id, index) => (await detail(places[index]?.workspaceId ?? '', id ?? '')).status,
    ),
  )
  expect(statuses).toEqual(['CANCELLING', 'CANCELLED'])
})
