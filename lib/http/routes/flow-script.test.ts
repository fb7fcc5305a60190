import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { flowRunView, stateView } from '@/lib/flow-runs/wire'
import { query } from '@/lib/testing/database'
import { newRunCrew, type RunCrew } from '@/lib/testing/flow-runs'
import { visitor } from '@/lib/testing/people'
import { allRoutes } from '../all-routes'
import { createRouter } from '../router'

// What a script with one flow sends, request by request and byte for byte as far as it matters (runs-wire-format section 2), and what it
// needs back. A service account's key carries all of it.

const router = createRouter(() => Promise.resolve(null))

let crew: RunCrew
let base: string
beforeAll(async () => {
  crew = await newRunCrew()
  base = `/api/accounts/${crew.place.accountId}/workspaces/${crew.place.workspaceId}`
})

type Answer = { status: number; body: Record<string, unknown> | null }

async function send(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${crew.key}`,
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'prefect/3.8.4 (API 0.8.4)',
    'x-prefect-api-version': '0.8.4',
    'x-roster-client-address': visitor().ipAddress ?? '',
  }
  const text = body === undefined ? undefined : JSON.stringify(body)
  const answer = await router.request(`${base}${path}`, { method, headers, ...(text ? { body: text } : {}) })
  const answered = await answer.text()
  return { status: answer.status, body: answered === '' ? null : JSON.parse(answered) }
}

/** The `state_details` of a client: all keys, most of them null. */
const details = (change: Record<string, unknown> = {}) => ({
  flow_run_id: null,
  task_run_id: null,
  child_flow_run_id: null,
  scheduled_time: null,
  cache_key: null,
  cache_expiration: null,
  deferred: null,
  untrackable_result: false,
  pause_timeout: null,
  pause_reschedule: false,
  pause_key: null,
  run_input_keyset: null,
  refresh_cache: null,
  retriable: null,
  transition_id: randomUUID(),
  task_parameters_id: null,
  traceparent: null,
  deployment_concurrency_lease_id: null,
  ...change,
})

const pending = {
  type: 'PENDING',
  name: 'Pending',
  message: null,
  state_details: { traceparent: null },
  data: null,
}

/** Steps 1 and 2: registers the flow and reports a run of it; returns the run's id. */
async function begin(flow: string, change: Record<string, unknown> = {}): Promise<string> {
  const registered = await send('POST', '/flows/', { name: flow, tags: [], labels: {} })
  expect([200, 201]).toContain(registered.status)
  const { status, body } = await send('POST', '/flow_runs/', {
    state: pending,
    name: null,
    flow_id: registered.body?.['id'],
    flow_version: 'aade8c07aa14cd937e271829c7a29b56',
    parameters: { name: 'bob' },
    context: {},
    parent_task_run_id: null,
    empirical_policy: { retries: 0, retry_delay: 0 },
    tags: [],
    ...change,
  })
  expect(status).toBe(201)
  expect(flowRunView.parse(body)).toMatchObject({ flow_id: registered.body?.['id'], run_count: 0 })
  return String(body?.['id'])
}

type Proposed = Record<string, unknown> & { state_details?: Record<string, unknown> }

async function setState(runId: string, state: Proposed, force = false): Promise<Answer> {
  const state_details = details({ flow_run_id: runId, ...state.state_details })
  const proposed = { message: null, data: null, ...state, state_details }
  const answer = await send('POST', `/flow_runs/${runId}/set_state`, { state: proposed, force })
  // Section 2.5: without any of these the script dies.
  expect(answer.body).toMatchObject({ status: expect.any(String), details: { type: expect.any(String) } })
  return answer
}

const running = { type: 'RUNNING', name: 'Running' }
const completed = {
  type: 'COMPLETED',
  name: 'Completed',
  state_details: { untrackable_result: true },
}

/** Steps 3 and 4: the run is running, and read back with its state. */
async function start(runId: string): Promise<void> {
  const transition_id = randomUUID()
  const answer = await setState(runId, { ...running, state_details: { transition_id } })
  expect(answer).toMatchObject({
    status: 201,
    body: {
      status: 'ACCEPT',
      details: { type: 'accept_details' },
      state: {
        id: expect.any(String),
        timestamp: expect.stringMatching(/\.\d{6}Z$/),
        type: 'RUNNING',
        state_details: { transition_id, flow_run_id: runId, untrackable_result: false },
      },
    },
  })
  const { status, body } = await send('GET', `/flow_runs/${runId}`)
  expect(status).toBe(200)
  expect(flowRunView.parse(body).state.type).toBe('RUNNING')
}

async function statesOf(runId: string): Promise<string[]> {
  const { body } = await send('GET', `/flow_run_states/?flow_run_id=${runId}`)
  return z
    .array(stateView)
    .parse(body)
    .map(({ name }) => name)
}

describe('a flow script', () => {
  test('that is plain registers, runs and ends completed', async () => {
    const runId = await begin('plain')
    await start(runId)
    expect(await setState(runId, completed)).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
    expect((await send('GET', `/flow_runs/${runId}`)).body).toMatchObject({
      state_name: 'Completed',
      parameters: { name: 'bob' },
      state: { data: null, state_details: { untrackable_result: true } },
    })
    expect(await statesOf(runId)).toEqual(['Pending', 'Running', 'Completed'])
    const again = await send('POST', '/flows/', { name: 'plain', tags: ['x'], labels: {} })
    expect(again).toMatchObject({ status: 200, body: { tags: [] } })
  })

  test('that logs sends them in the background, with the end of its run', async () => {
    const runId = await begin('with-logs')
    await start(runId)
    const line = { name: 'prefect.flow_runs', level: 20, flow_run_id: runId, task_run_id: null }
    const lines = ['Beginning', 'Loaded 1,204 rows', 'Finished'].map((message, index) => ({
      ...line,
      message,
      timestamp: `2026-11-20T22:09:4${index}.198116Z`,
    }))
    const task = { ...line, name: 'prefect.task_runs', task_run_id: randomUUID(), worker_id: randomUUID() }
    const sent = [...lines, { ...task, message: 'Task', timestamp: '2026-11-20T22:09:49Z' }]
    const answers = await Promise.all([send('POST', '/logs/', sent), setState(runId, completed)])
    expect(answers).toMatchObject([{ status: 201, body: null }, { status: 201 }])
    expect(await send('POST', '/logs/', [])).toEqual({ status: 201, body: null })
    const kept = await query(
      'select message from flow_run_log where flow_run_id = $1 order by timestamp, id',
      [runId],
    )
    expect(kept.map(({ message }) => message)).toEqual([...lines.map(({ message }) => message), 'Task'])
  })

  test('that fails ends failed, with its message and the reference to its error as they came', async () => {
    const runId = await begin('failing')
    await start(runId)
    const message = 'Flow run encountered an exception: ValueError: boom'
    const data = {
      storage_key: '/root/.prefect/storage/ab12',
      expiration: null,
      serializer: { type: 'pickle', picklelib: 'cloudpickle' },
      prefect_version: '3.8.4',
      storage_block_id: null,
    }
    const state_details = { untrackable_result: false, retriable: false }
    const failed = { type: 'FAILED', name: 'Failed', message, data, state_details }
    expect(await setState(runId, failed)).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
    expect((await send('GET', `/flow_runs/${runId}`)).body).toMatchObject({
      state: { type: 'FAILED', message, data, state_details },
    })
  })

  test('that is stopped by a signal has crashed, whatever it was doing', async () => {
    const runId = await begin('stopped')
    await start(runId)
    const crashed = { type: 'CRASHED', name: 'Crashed', message: 'Execution was aborted.' }
    expect(await setState(runId, crashed, true)).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
  })

  test('with retries tries again under the same id', async () => {
    const runId = await begin('retrying', { empirical_policy: { retries: 1, retry_delay: 1 } })
    await start(runId)
    const failed = { type: 'FAILED', name: 'Failed', message: 'boom' }
    expect(await setState(runId, failed)).toMatchObject({
      status: 201,
      body: {
        status: 'REJECT',
        details: { type: 'reject_details', reason: expect.any(String) },
        state: { type: 'SCHEDULED', name: 'AwaitingRetry', message: 'boom' },
      },
    })
    const early = await setState(runId, { type: 'RUNNING', name: 'Retrying' })
    expect(early).toMatchObject({
      status: 200,
      body: { status: 'WAIT', details: { type: 'wait_details', delay_seconds: 1 } },
    })
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await start(runId)
    expect(await setState(runId, completed)).toMatchObject({ body: { status: 'ACCEPT' } })
    expect((await send('GET', `/flow_runs/${runId}`)).body).toMatchObject({ run_count: 2 })
    expect(await statesOf(runId)).toEqual(['Pending', 'Running', 'AwaitingRetry', 'Running', 'Completed'])
  })

  test('whose runs have names of their own gives them', async () => {
    const runId = await begin('named')
    expect(await send('PATCH', `/flow_runs/${runId}`, { name: 'x-bob' })).toEqual({ status: 204, body: null })
    expect((await send('GET', `/flow_runs/${runId}`)).body).toMatchObject({ name: 'x-bob' })
  })

  test('that pauses waits until somebody resumes it', async () => {
    const runId = await begin('pausing')
    await start(runId)
    const state_details = { pause_key: 'approval', pause_timeout: Date.now() / 1_000 + 300 }
    const paused = { type: 'PAUSED', name: 'Paused', state_details }
    expect(await setState(runId, paused)).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
    expect(await send('POST', `/flow_runs/${runId}/resume`, { run_input: null })).toMatchObject({
      status: 201,
      body: { status: 'ACCEPT', state: { type: 'RUNNING' } },
    })
    expect(await send('POST', `/flow_runs/${runId}/resume`)).toMatchObject({
      status: 200,
      body: { status: 'ABORT', state: null },
    })
  })

  test('that is cancelled runs to its end, which is not taken', async () => {
    const runId = await begin('cancelled')
    await start(runId)
    const cancelling = await setState(runId, { type: 'CANCELLING', name: 'Cancelling' })
    expect(cancelling).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
    expect(await setState(runId, completed)).toMatchObject({
      status: 200,
      body: {
        status: 'REJECT',
        state: { type: 'CANCELLING' },
        details: { type: 'reject_details', reason: expect.stringContaining('CANCELLING') },
      },
    })
    expect(await setState(runId, { type: 'CANCELLED', name: 'Cancelled' }, true)).toMatchObject({
      status: 201,
    })
    expect(await statesOf(runId)).toEqual(['Pending', 'Running', 'Cancelling', 'Cancelled'])
  })

  test('that was cancelled before it began does not run', async () => {
    const runId = await begin('cancelled-early', { state: { type: 'SCHEDULED', name: 'Scheduled' } })
    expect(await setState(runId, { type: 'CANCELLING' })).toMatchObject({
      status: 201,
      body: { status: 'REJECT', state: { type: 'CANCELLED' } },
    })
    expect(await setState(runId, { type: 'PENDING' })).toMatchObject({
      status: 200,
      body: { status: 'ABORT', details: { type: 'abort_details' } },
    })
  })
})

describe('a script with a subflow', () => {
  const filter = allRoutes.find(({ path }) => path.endsWith('/flow_runs/filter'))

  async function step(parentId: string): Promise<string> {
    const body = {
      state: { ...pending, state_details: details() },
      name: 'child-0',
      flow_run_id: parentId,
      task_key: 'child-1a2b3c4d',
      dynamic_key: '0',
      cache_key: null,
      cache_expiration: null,
      task_version: null,
      empirical_policy: { retries: 0, retry_delay: 0 },
      tags: [],
      labels: {},
      task_inputs: { name: [] },
    }
    const made = await send('POST', '/task_runs/', body)
    expect(made).toMatchObject({
      status: 201,
      body: {
        task_key: body.task_key,
        dynamic_key: '0',
        task_inputs: { name: [] },
        state: { type: 'PENDING' },
      },
    })
    expect(await send('POST', '/task_runs/', body)).toMatchObject({
      status: 200,
      body: { id: made.body?.['id'] },
    })
    return String(made.body?.['id'])
  }

  test('ties the child to a step of the parent, which has the child’s states', async () => {
    const parentId = await begin('parent')
    await start(parentId)
    const stepId = await step(parentId)
    const childId = await begin('child', { parent_task_run_id: stepId })
    await start(childId)
    await setState(childId, completed)
    expect(await send('GET', `/task_runs/${stepId}`)).toMatchObject({
      status: 200,
      body: { state: { type: 'COMPLETED', state_details: { child_flow_run_id: childId } } },
    })
    expect(await setState(parentId, completed)).toMatchObject({ body: { status: 'ACCEPT' } })
  })

  test.skipIf(!filter)('finds the child of a step', async () => {
    const parentId = await begin('parent')
    const stepId = await step(parentId)
    const asked = {
      flow_runs: { parent_task_run_id: { any_: [stepId] } },
      sort: 'EXPECTED_START_TIME_DESC',
      limit: 1,
    }
    expect(await send('POST', '/flow_runs/filter', asked)).toEqual({ status: 200, body: [] })
    const childId = await begin('child', { parent_task_run_id: stepId })
    expect(await send('POST', '/flow_runs/filter', asked)).toMatchObject({
      status: 200,
      body: [{ id: childId, parent_task_run_id: stepId }],
    })
  })
})

describe('what a client gets wrong', () => {
  const stamped = { type: 'RUNNING', timestamp: '2026-01-01T00:00:00Z' }

  test.each([
    ['POST', '/flows/', { name: 'a/b' }, 422],
    ['POST', '/flows/', {}, 422],
    ['GET', `/flows/${randomUUID()}`, undefined, 404],
    ['GET', '/flows/no-id', undefined, 404],
    ['GET', '/flows/name/nobody', undefined, 404],
    ['GET', '/flows/name/%00', undefined, 404],
    ['PATCH', `/flows/${randomUUID()}`, { tags: [] }, 404],
    ['DELETE', `/flows/${randomUUID()}`, undefined, 404],
    ['POST', '/flow_runs/', {}, 422],
    ['POST', '/flow_runs/', { flow_id: randomUUID() }, 409],
    ['GET', `/flow_runs/${randomUUID()}`, undefined, 404],
    ['GET', '/flow_runs/no-id', undefined, 404],
    ['PATCH', `/flow_runs/${randomUUID()}`, { name: 'x' }, 404],
    ['PATCH', `/flow_runs/${randomUUID()}/labels`, { x: 1 }, 404],
    ['DELETE', `/flow_runs/${randomUUID()}`, undefined, 404],
    ['POST', `/flow_runs/${randomUUID()}/set_state`, { state: running }, 404],
    ['POST', `/flow_runs/${randomUUID()}/set_state`, { state: { type: 'CANCELLING' } }, 404],
    ['POST', `/flow_runs/${randomUUID()}/set_state`, { state: stamped }, 422],
    ['POST', `/flow_runs/${randomUUID()}/set_state`, { state: { type: 'DONE' } }, 422],
    ['POST', `/flow_runs/${randomUUID()}/set_state`, {}, 422],
    ['POST', `/flow_runs/${randomUUID()}/resume`, undefined, 404],
    ['GET', '/flow_run_states/', undefined, 422],
    ['GET', `/flow_run_states/${randomUUID()}`, undefined, 404],
    ['POST', '/logs/', {}, 422],
    ['POST', '/logs/', [{ message: 'x' }], 422],
    ['POST', '/task_runs/', { flow_run_id: randomUUID(), task_key: 'x', dynamic_key: '0' }, 409],
    ['GET', `/task_runs/${randomUUID()}`, undefined, 404],
  ])('%s %s %j: %i with a sentence', async (method, path, body, expected) => {
    const { status, body: answered } = await send(method, path, body)
    expect(status).toBe(expected)
    expect(answered).toMatchObject({ detail: expect.stringMatching(/.{20}/), code: expect.any(String) })
  })

  test('what newer clients add is ignored', async () => {
    const flow = await send('POST', '/flows/', { name: 'newer', tags: [], labels: {}, added: { since: '4' } })
    const run = await send('POST', '/flow_runs', {
      flow_id: flow.body?.['id'],
      added: 1,
      deployment_id: null,
    })
    expect(run.status).toBe(201)
    const state = { type: 'RUNNING', added: 1, state_details: { added: 1 } }
    const answer = await send('POST', `/flow_runs/${String(run.body?.['id'])}/set_state/`, {
      state,
      added: 1,
    })
    expect(answer).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
  })
})
