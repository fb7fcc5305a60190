import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { registerFlow } from '@/lib/flows/service'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  newReportedFlow,
  newReportedRun,
  newRunCrew,
  newWorkspaceMember,
  setState,
  type RunCrew,
} from '@/lib/testing/flow-runs'
import type { Person } from '@/lib/testing/organizations'
import { removeDeletedRuns } from './upkeep/deleted-runs'
import { writeLogs } from './reports/logs'
import { cancelFlowRun, cancelFlowRuns, deleteFlowRuns } from './orders/orders'
import { registerFlowInput } from './reports/report-schema'
import { getFlowRun, listFlowRunStates } from './service'
import { createTaskRun } from './reports/task-runs'

// Whatever meets, meets at the lock of a run or at a unique key: each has exactly the outcomes of one after the other.

const rounds = 20

const atOnce = <Result>(work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: rounds }, (_, index) => work(index)))

let crew: RunCrew
let person: Person
let flowId: string
beforeAll(async () => {
  crew = await newRunCrew()
  person = await newWorkspaceMember(crew, 'COLLABORATOR')
  flowId = (await newReportedFlow(crew)).id
})

const keyOf = (run: { id: string }) => ({ ...crew.place, flowRunId: run.id })

test('a flow that twenty register at once is one, made by one of them', async () => {
  for (const name of ['one', 'two', 'three']) {
    const made = await atOnce(() =>
      registerFlow(crew.engine, { ...crew.place, ...registerFlowInput.parse({ name }) }),
    )
    expect(new Set(made.map(({ flow }) => flow.id)).size).toBe(1)
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1)
  }
})

test('a run that twenty report at once with one key is one', async () => {
  const idempotency_key = randomUUID()
  const runs = await atOnce(() => newReportedRun(crew, flowId, { idempotency_key }))
  expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
  expect(await query('select 1 from flow_run_state where flow_run_id = $1', [runs[0]?.id])).toHaveLength(1)
})

test('a scheduled run that twenty order at once with one key is one, with one event', async () => {
  const report = { idempotency_key: randomUUID(), state: { type: 'SCHEDULED' } }
  const before = (await actionsOf(crew.place.accountId)).length
  const runs = await atOnce(() => newReportedRun(crew, flowId, report))
  expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
  expect((await actionsOf(crew.place.accountId)).slice(before)).toEqual(['flow_run.started'])
})

test('a step that twenty report at once is one', async () => {
  const run = await newReportedRun(crew, flowId)
  const step = { ...crew.place, flow_run_id: run.id, task_key: 'load', dynamic_key: '0' }
  const made = await atOnce(() => createTaskRun(crew.engine, step))
  expect(new Set(made.map(({ taskRun }) => taskRun.id)).size).toBe(1)
  expect(made.filter(({ isNew }) => isNew)).toHaveLength(1)
})

describe('two who set the state of one run at once', () => {
  test('never both take it up', async () => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'SCHEDULED' } })
    const answers = await atOnce((index) =>
      setState(crew.engine, keyOf(run), 'PENDING', { state_details: { transition_id: randomUUID() } }).then(
        ({ status }) => ({ index, status }),
      ),
    )
    expect(answers.filter(({ status }) => status === 'ACCEPT')).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 'ABORT')).toHaveLength(rounds - 1)
  })

  test('write one state after the other, each at a time of its own', async () => {
    const run = await newReportedRun(crew, flowId)
    const answers = await atOnce(() => setState(crew.engine, keyOf(run), 'RUNNING'))
    expect(answers.every(({ isWritten }) => isWritten)).toBe(true)
    const states = await listFlowRunStates(crew.engine, keyOf(run))
    expect(new Set(states.map(({ timestamp }) => timestamp)).size).toBe(rounds + 1)
    expect(await getFlowRun(crew.engine, keyOf(run))).toMatchObject({
      run_count: rounds,
      state_id: states.at(-1)?.id,
    })
  })

  test('and send the same again because no answer came, write it once', async () => {
    const run = await newReportedRun(crew, flowId)
    const proposal = { state_details: { transition_id: randomUUID() } }
    const answers = await atOnce(() => setState(crew.engine, keyOf(run), 'RUNNING', proposal))
    expect(answers.filter(({ isWritten }) => isWritten)).toHaveLength(1)
    expect(new Set(answers.map(({ state }) => state?.id)).size).toBe(1)
    expect(await listFlowRunStates(crew.engine, keyOf(run))).toHaveLength(2)
  })
})

test('cancelling a run while it completes comes before, and it stays cancelling, or after, and is refused', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const run = await newReportedRun(crew, flowId, { state: { type: 'RUNNING' } })
    const [cancelled, completed] = await Promise.allSettled([
      cancelFlowRun(person.ctx, keyOf(run)),
      setState(crew.engine, keyOf(run), 'COMPLETED'),
    ])
    expect(completed.status).toBe('fulfilled')
    const { state_type: type } = await getFlowRun(crew.engine, keyOf(run))
    const events = (await eventsOf(crew.place.accountId)).filter(({ object_id }) => object_id === run.id)
    if (cancelled.status === 'fulfilled') {
      expect(type).toBe('CANCELLING')
      expect(completed).toMatchObject({ value: { status: 'REJECT', state: { type: 'CANCELLING' } } })
      expect(events.map(({ action }) => action)).toEqual(['flow_run.cancelled'])
    } else {
      expect(type).toBe('COMPLETED')
      expect(cancelled.reason).toMatchObject({ reason: 'run_has_ended' })
      expect(completed).toMatchObject({ value: { status: 'ACCEPT' } })
      expect(events).toEqual([])
    }
  }
})

test('many cancelled and deleted at once in other orders, while they report, lock nobody out', async () => {
  const runs = await Promise.all(Array.from({ length: 10 }, () => newReportedRun(crew, flowId)))
  const ids = runs.map(({ id }) => id)
  const outcomes = await Promise.allSettled([
    cancelFlowRuns(person.ctx, { ...crew.place, flowRunIds: ids }),
    cancelFlowRuns(person.ctx, { ...crew.place, flowRunIds: ids.toReversed() }),
    deleteFlowRuns(person.ctx, { ...crew.place, flowRunIds: ids.toReversed() }),
    ...runs.map((run) => setState(crew.engine, keyOf(run), 'RUNNING')),
    ...ids.map((flow_run_id) =>
      createTaskRun(crew.engine, { ...crew.place, flow_run_id, task_key: 'load', dynamic_key: '0' }),
    ),
    ...runs.map((run) =>
      writeLogs(crew.engine, {
        ...crew.place,
        logs: [
          { name: 'x', level: 20, message: 'x', timestamp: '2026-01-01T00:00:00Z', flow_run_id: run.id },
        ],
      }),
    ),
  ])
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ reason: 'flow_run_not_found' })
  for (const run of runs)
    await expect(getFlowRun(crew.engine, keyOf(run))).rejects.toMatchObject({ reason: 'flow_run_not_found' })
  await removeDeletedRuns(crew.place.workspaceId)
  expect(await query('select 1 from flow_run where id = any($1)', [ids])).toEqual([])
})

test('the counts of runs by hour and state stay what they are', async () => {
  const { workspaceId } = crew.place
  const counted = await query(
    `select state_type, sum(runs)::int as runs from (
       select state_type, runs from flow_run_count where workspace_id = $1
       union all select state_type, change from flow_run_count_change where workspace_id = $1) as c
     group by state_type having sum(runs) <> 0 order by state_type`,
    [workspaceId],
  )
  const there = await query(
    'select state_type, count(*)::int as runs from flow_run where workspace_id = $1 group by state_type order by state_type',
    [workspaceId],
  )
  expect(counted).toEqual(there)
})
