import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { countStatements } from '@/lib/testing/count-statements'
import { query } from '@/lib/testing/database'
import { newReportedFlow, newReportedRun, newRunCrew, setState, type RunCrew } from '@/lib/testing/flow-runs'
import { after } from '@/lib/testing/organizations'
import { cancelFlowRun } from '../orders/orders'
import { createFlowRun, resumeFlowRun, updateFlowRun, updateFlowRunLabels } from './report'
import { createFlowRunInput, updateFlowRunInput } from './report-schema'
import { getFlowRun, getFlowRunState, listFlowRunStates } from '../service'
import { createTaskRun, getTaskRun } from './task-runs'
import type { FlowRunView } from '../wire'

let crew: RunCrew
let flowId: string
beforeAll(async () => {
  crew = await newRunCrew()
  flowId = (await newReportedFlow(crew)).id
})

const keyOf = ({ id }: { id: string }) => ({ ...crew.place, flowRunId: id })
const read = (run: FlowRunView) => getFlowRun(crew.engine, keyOf(run))

/** A request of the engine so many milliseconds after the test began. */
const at = (milliseconds: number) => after(crew.engine, 10_000 + milliseconds)

describe('creating a run', () => {
  test('without a state makes a pending one with a name of two words and the labels of its flow', async () => {
    await query(`update flow set labels = '{"team": "data", "kind": "flow"}' where id = $1`, [flowId])
    const run = await newReportedRun(crew, flowId, { labels: { kind: 'run' }, parameters: { name: 'bob' } })
    expect(run).toMatchObject({
      flow_id: flowId,
      state_type: 'PENDING',
      state: { type: 'PENDING', name: 'Pending', state_details: { flow_run_id: run.id } },
      name: expect.stringMatching(/^[a-z]+-[a-z]+$/),
      labels: { team: 'data', kind: 'run', 'prefect.flow.id': flowId },
      parameters: { name: 'bob' },
      run_count: 0,
      start_time: null,
      end_time: null,
      created_by: { type: 'SERVICE_ACCOUNT' },
    })
    expect(run.expected_start_time).toBe(run.state.timestamp)
    expect(await read(run)).toMatchObject({ id: run.id, state_id: run.state.id })
  })

  test('in a state that has begun or ended gives it its times, whatever the rules of transitions', async () => {
    const running = await newReportedRun(crew, flowId, { state: { type: 'RUNNING' } })
    expect(running).toMatchObject({ run_count: 1, start_time: running.state.timestamp, end_time: null })
    const { state, ...ended } = await newReportedRun(crew, flowId, {
      state: { type: 'FAILED', message: 'boom' },
    })
    expect(ended).toMatchObject({ run_count: 0, start_time: state.timestamp, end_time: state.timestamp })
  })

  test('scheduled is expected at its time, or now', async () => {
    const scheduled_time = '2030-01-01T00:00:00.250000Z'
    const run = await newReportedRun(crew, flowId, {
      state: { type: 'SCHEDULED', state_details: { scheduled_time: '2030-01-01 01:00:00.25+01:00' } },
    })
    expect(run).toMatchObject({
      expected_start_time: scheduled_time,
      next_scheduled_start_time: scheduled_time,
      state: { state_details: { scheduled_time } },
    })
    const now = await newReportedRun(crew, flowId, { state: { type: 'SCHEDULED' } })
    expect(now.state.state_details.scheduled_time).toBe(crew.engine.now.toISOString())
  })

  test('again with its idempotency key gives back the first', async () => {
    const idempotency_key = randomUUID()
    const input = { ...crew.place, ...createFlowRunInput.parse({ flow_id: flowId, idempotency_key }) }
    const first = await createFlowRun(crew.engine, input)
    const second = await createFlowRun(crew.engine, { ...input, name: 'another' })
    expect([first.isNew, second.isNew, second.run.id]).toEqual([true, false, first.run.id])
    const other = await newReportedFlow(crew, 'other')
    expect((await newReportedRun(crew, other.id, { idempotency_key })).id).not.toBe(first.run.id)
  })

  test('of a flow that is not there is a conflict', async () => {
    await expect(newReportedRun(crew, randomUUID())).rejects.toMatchObject({
      code: 'conflict',
      reason: 'flow_not_found',
    })
  })

  test('keeps parameters of 524,288 bytes, and refuses a byte more', () => {
    const parse = (length: number) =>
      createFlowRunInput.safeParse({ flow_id: flowId, parameters: { x: 'x'.repeat(length - 8) } }).success
    expect([parse(524_288), parse(524_289)]).toEqual([true, false])
  })
})

describe('a run that is executed', () => {
  test('has the fields of section 7.3 at every step', async () => {
    const run = await newReportedRun(crew, flowId)
    const key = keyOf(run)
    const details = { transition_id: randomUUID(), untrackable_result: true }
    const running = await setState(at(0), key, 'RUNNING', { state_details: details })
    expect(running).toMatchObject({
      status: 'ACCEPT',
      isWritten: true,
      details: { type: 'accept_details' },
      state: { type: 'RUNNING', name: 'Running', state_details: { ...details, flow_run_id: run.id } },
    })
    expect(running.state).not.toHaveProperty('flowRunId')
    const start = at(0).now.toISOString().replace('Z', '000Z')
    expect(await getFlowRun(at(1_500), key)).toMatchObject({
      start_time: start,
      run_count: 1,
      total_run_time: 0,
      estimated_run_time: 1.5,
    })
    await setState(at(2_500), key, 'COMPLETED', { data: { storage_key: 'x', parts: [1, null] } })
    const ended = await read(run)
    expect(ended).toMatchObject({
      state_type: 'COMPLETED',
      start_time: start,
      end_time: at(2_500).now.toISOString().replace('Z', '000Z'),
      total_run_time: 2.5,
      estimated_run_time: 2.5,
      state: { data: { storage_key: 'x', parts: [1, null] } },
    })
    const states = await listFlowRunStates(crew.engine, key)
    expect(states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING', 'COMPLETED'])
    expect(await getFlowRunState(crew.engine, { ...crew.place, stateId: ended.state_id })).toEqual(
      ended.state,
    )
  })

  test('leaves no audit event: its states are the record, with who reported each', async () => {
    const before = await actionsOf(crew.place.accountId)
    const run = await newReportedRun(crew, flowId)
    for (const type of ['RUNNING', 'FAILED']) await setState(crew.engine, keyOf(run), type)
    expect(await actionsOf(crew.place.accountId)).toEqual(before)
    const reporters = await query(
      'select distinct created_by_kind, created_by_name from flow_run_state where flow_run_id = $1',
      [run.id],
    )
    expect(reporters).toEqual([
      { created_by_kind: 'SERVICE_ACCOUNT', created_by_name: run.created_by?.display_value },
    ])
  })

  test('in one moment has states that differ by a microsecond', async () => {
    const run = await newReportedRun(crew, flowId)
    await setState(crew.engine, keyOf(run), 'RUNNING')
    await setState(after(crew.engine, -5_000), keyOf(run), 'FAILED')
    const times = (await listFlowRunStates(crew.engine, keyOf(run))).map(({ timestamp }) => timestamp)
    expect(times.map((time) => time.slice(-4))).toEqual(['000Z', '001Z', '002Z'])
    expect(await read(run)).toMatchObject({ total_run_time: 0.000001 })
  })

  test('is tried again under the same id, waits until it is due, and fails in the end', async () => {
    const run = await newReportedRun(crew, flowId, {
      empirical_policy: { retries: 1, retry_delay: 2, mine: 'x' },
    })
    const key = keyOf(run)
    await setState(at(0), key, 'RUNNING')
    const failed = { message: 'boom', data: { storage_key: 'x' } }
    expect(await setState(at(1_000), key, 'FAILED', failed)).toMatchObject({
      status: 'REJECT',
      isWritten: true,
      details: { type: 'reject_details', reason: expect.stringContaining('RUNNING') },
      state: { type: 'SCHEDULED', name: 'AwaitingRetry', ...failed },
    })
    expect(await read(run)).toMatchObject({
      next_scheduled_start_time: at(3_000).now.toISOString().replace('Z', '000Z'),
      empirical_policy: { retries: 1, mine: 'x', retry_type: 'in_process' },
      total_run_time: 1,
      end_time: null,
    })
    expect(await setState(at(1_100), key, 'RUNNING')).toMatchObject({
      status: 'WAIT',
      isWritten: false,
      details: { delay_seconds: 2 },
      state: { type: 'SCHEDULED' },
    })
    expect(await setState(at(3_000), key, 'RUNNING')).toMatchObject({ status: 'ACCEPT' })
    expect(await setState(at(4_000), key, 'FAILED', failed)).toMatchObject({ status: 'ACCEPT' })
    expect(await read(run)).toMatchObject({
      run_count: 2,
      total_run_time: 2,
      next_scheduled_start_time: null,
    })
  })

  test('that ended and is run again has no end any more', async () => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'COMPLETED' } })
    await setState(at(0), keyOf(run), 'RUNNING')
    expect(await read(run)).toMatchObject({ end_time: null, start_time: run.start_time, run_count: 1 })
  })

  test('is told what it is when it is refused, and nothing is written', async () => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'CANCELLED' } })
    expect(await setState(crew.engine, keyOf(run), 'PENDING')).toMatchObject({
      status: 'ABORT',
      isWritten: false,
      state: { id: run.state_id },
      details: { reason: 'The run cannot become PENDING: it is CANCELLED.' },
    })
    expect(await listFlowRunStates(crew.engine, keyOf(run))).toHaveLength(1)
  })

  test('that was cancelled before it began is told so, with the state that ends it', async () => {
    const run = await newReportedRun(crew, flowId)
    await cancelFlowRun(crew.organization.administrator.ctx, keyOf(run))
    for (const type of ['RUNNING', 'COMPLETED', 'FAILED'])
      expect(await setState(crew.engine, keyOf(run), type)).toMatchObject({
        status: 'REJECT',
        isWritten: false,
        state: { type: 'CANCELLED' },
      })
    expect(await listFlowRunStates(crew.engine, keyOf(run))).toHaveLength(2)
  })

  test('costs who may, a lock, one write and the ends of a transaction', async () => {
    const run = await newReportedRun(crew, flowId)
    const { statements } = await countStatements(() => setState(crew.engine, keyOf(run), 'RUNNING'))
    expect(statements).toHaveLength(5)
    const reads = await countStatements(() => getFlowRun(crew.engine, keyOf(run)))
    expect(reads.statements).toHaveLength(2)
  })
})

describe('a run that pauses', () => {
  test('goes on without counting again, and not twice from one place', async () => {
    const run = await newReportedRun(crew, flowId)
    const key = keyOf(run)
    await setState(at(0), key, 'RUNNING')
    const pause = { state_details: { pause_key: 'approval', pause_timeout: 4_000_000_000.110353 } }
    expect(await setState(at(1), key, 'PAUSED', pause)).toMatchObject({
      status: 'ACCEPT',
      state: { state_details: { pause_timeout: '2096-10-02T07:06:40.110353Z' } },
    })
    const resumed = await resumeFlowRun(at(2), key)
    expect(resumed).toMatchObject({ status: 'ACCEPT', isWritten: true, state: { type: 'RUNNING' } })
    expect(await read(run)).toMatchObject({ run_count: 1, empirical_policy: { pause_keys: ['approval'] } })
    expect(await setState(at(3), key, 'PAUSED', pause)).toMatchObject({ status: 'REJECT' })
  })

  test('for longer than it was to has failed when it is resumed', async () => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'RUNNING' } })
    await setState(at(1), keyOf(run), 'PAUSED', { state_details: { pause_timeout: 1 } })
    expect(await resumeFlowRun(at(2), keyOf(run))).toMatchObject({
      status: 'REJECT',
      isWritten: true,
      state: { type: 'FAILED' },
    })
  })

  test('is the only one that can be resumed', async () => {
    const run = await newReportedRun(crew, flowId)
    expect(await resumeFlowRun(crew.engine, keyOf(run))).toMatchObject({
      state: null,
      status: 'ABORT',
      isWritten: false,
    })
  })
})

test('the work of a step shows its state there', async () => {
  const parent = await newReportedRun(crew, flowId)
  const step = { flow_run_id: parent.id, task_key: 'load', dynamic_key: '0' }
  const { taskRun, isNew } = await createTaskRun(crew.engine, { ...crew.place, ...step })
  expect([isNew, taskRun.state_type]).toEqual([true, 'PENDING'])
  const again = await createTaskRun(crew.engine, { ...crew.place, ...step })
  expect([again.isNew, again.taskRun.id]).toEqual([false, taskRun.id])
  const readStep = () => getTaskRun(crew.engine, { ...crew.place, taskRunId: taskRun.id })
  const child = await newReportedRun(crew, flowId, {
    parent_task_run_id: taskRun.id,
    state: { type: 'RUNNING' },
  })
  const of = { child_flow_run_id: child.id, task_run_id: taskRun.id }
  expect(await readStep()).toMatchObject({ state: { type: 'RUNNING', state_details: of } })
  await setState(crew.engine, keyOf(child), 'FAILED', { message: 'a "quoted" \u0000 reason' })
  expect(await readStep()).toMatchObject({
    state_type: 'FAILED',
    state: { message: 'a "quoted" \uFFFD reason', state_details: of },
  })
  const elsewhere = { ...crew.place, ...step, flow_run_id: randomUUID() }
  await expect(createTaskRun(crew.engine, elsewhere)).rejects.toMatchObject({ reason: 'flow_run_not_found' })
})

test('what was reported of a run is changed where it is given, and labels are added', async () => {
  const run = await newReportedRun(crew, flowId, { tags: ['a'], flow_version: '1' })
  const change = updateFlowRunInput.parse({ name: 'report-of-monday', tags: [], newer: true })
  await updateFlowRun(crew.engine, { ...keyOf(run), ...change })
  await updateFlowRunLabels(crew.engine, { ...keyOf(run), labels: { team: 'ops', size: 7 } })
  expect(await read(run)).toMatchObject({
    name: 'report-of-monday',
    tags: [],
    flow_version: '1',
    labels: { team: 'ops', size: 7, 'prefect.flow.id': flowId },
  })
})

describe('an order by a key', () => {
  test.each([
    ['SCHEDULED', 'flow_run.scheduled'],
    ['CANCELLING', 'flow_run.cancelled'],
    ['CANCELLED', 'flow_run.cancelled'],
  ])('%s is audited', async (type, action) => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'RUNNING' } })
    await setState(crew.engine, keyOf(run), type)
    const event = (await eventsOf(crew.place.accountId)).at(-1)
    expect(event).toMatchObject({
      action,
      object_id: run.id,
      actor_kind: 'SERVICE_ACCOUNT',
      info: { before: { state_type: 'RUNNING' }, after: { state_type: type } },
    })
  })

  test('and the answer of the engine that it is done is a report', async () => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'CANCELLING' } })
    const before = await actionsOf(crew.place.accountId)
    expect(await setState(crew.engine, keyOf(run), 'CANCELLED')).toMatchObject({ status: 'ACCEPT' })
    expect(await actionsOf(crew.place.accountId)).toEqual(before)
  })

  test('over a run that is being cancelled is audited, forced as it must be', async () => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'CANCELLING' } })
    expect(await setState(crew.engine, keyOf(run), 'SCHEDULED', { force: true })).toMatchObject({
      status: 'ACCEPT',
    })
    expect((await eventsOf(crew.place.accountId)).at(-1)).toMatchObject({
      action: 'flow_run.scheduled',
      object_id: run.id,
      info: { before: { state_type: 'CANCELLING' }, after: { state_type: 'SCHEDULED' } },
    })
  })

  test('to let a paused run go on is audited, and not where it does not go on', async () => {
    const { organization, place } = crew
    const run = await newReportedRun(crew, flowId, { state: { type: 'PAUSED' } })
    await resumeFlowRun(organization.administrator.ctx, keyOf(run))
    const event = (await eventsOf(place.accountId)).at(-1)
    expect(event).toMatchObject({
      action: 'flow_run.resumed',
      object_id: run.id,
      actor_kind: 'USER',
      message: expect.stringContaining('resumed the run'),
      info: { before: { state_type: 'PAUSED' }, after: { state_type: 'RUNNING' } },
    })
    await resumeFlowRun(crew.engine, keyOf(run))
    expect((await eventsOf(place.accountId)).at(-1)).toEqual(event)
  })

  test.each([
    ['RUNNING over PAUSED', 'PAUSED', 'RUNNING', false],
    ['RUNNING forced over CANCELLED', 'CANCELLED', 'RUNNING', true],
    ['COMPLETED forced over CANCELLED', 'CANCELLED', 'COMPLETED', true],
  ] as const)('%s lets a run go on, and is audited', async (_, present, proposed, force) => {
    const run = await newReportedRun(crew, flowId, { state: { type: present } })
    expect(await setState(crew.engine, keyOf(run), proposed, { force })).toMatchObject({ status: 'ACCEPT' })
    expect((await eventsOf(crew.place.accountId)).at(-1)).toMatchObject({
      action: 'flow_run.resumed',
      object_id: run.id,
      info: { before: { state_type: present }, after: { state_type: proposed } },
    })
  })

  test('to give a run other parameters is audited by their names, and nothing else about it is', async () => {
    const run = await newReportedRun(crew, flowId, {
      state: { type: 'SCHEDULED' },
      parameters: { day: 'monday', limit: 5, same: [1] },
    })
    const parameters = { day: 'friday', same: [1], 'n\u0000ew': '\u0000' }
    await updateFlowRun(crew.engine, { ...keyOf(run), name: 'renamed', parameters })
    expect(await read(run)).toMatchObject({ name: 'renamed', parameters })
    const event = (await eventsOf(crew.place.accountId)).at(-1)
    expect(event).toMatchObject({
      action: 'flow_run.parameters_changed',
      object_id: run.id,
      message: expect.stringContaining(`changed the parameters of the run ${run.name}`),
      info: {
        changed: ['day', 'limit', 'n\uFFFDew'],
        before: { parameters: ['day', 'limit', 'same'] },
        after: { parameters: ['day', 'same', 'n\uFFFDew'] },
      },
    })
    expect(JSON.stringify(event)).not.toContain('friday')
    await updateFlowRun(crew.engine, { ...keyOf(run), parameters })
    await updateFlowRun(crew.engine, { ...keyOf(run), flow_version: '2', empirical_policy: { retries: 1 } })
    expect((await eventsOf(crew.place.accountId)).at(-1)).toEqual(event)
  })

  test('that is refused leaves no event', async () => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'COMPLETED' } })
    const before = await actionsOf(crew.place.accountId)
    expect(await setState(crew.engine, keyOf(run), 'CANCELLING')).toMatchObject({ status: 'ABORT' })
    expect(await actionsOf(crew.place.accountId)).toEqual(before)
  })

  test('to schedule a new run is audited as started', async () => {
    const run = await newReportedRun(crew, flowId, { state: { type: 'SCHEDULED' } })
    expect((await eventsOf(crew.place.accountId)).at(-1)).toMatchObject({
      action: 'flow_run.started',
      object_id: run.id,
    })
  })
})
