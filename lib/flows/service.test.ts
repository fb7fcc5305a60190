import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { registerFlowInput } from '@/lib/flow-runs/reports/report-schema'
import { getFlowRun, getFlowRunState, listFlowRunStates } from '@/lib/flow-runs/service'
import { writeLogs } from '@/lib/flow-runs/reports/logs'
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
import { deleteFlow, getFlow, getFlowByName, registerFlow, updateFlow } from './service'

let crew: RunCrew
beforeAll(async () => {
  crew = await newRunCrew()
})

const register = (input: Record<string, unknown>) =>
  registerFlow(crew.engine, { ...crew.place, ...registerFlowInput.parse(input) })

describe('registering a flow', () => {
  test('makes it once, and leaves alone what is there', async () => {
    const first = await register({ name: 'hello', tags: ['a'], labels: { team: 'data', level: 3 } })
    expect(first).toMatchObject({
      isNew: true,
      flow: { name: 'hello', tags: ['a'], labels: { team: 'data', level: 3 } },
    })
    const second = await register({ name: 'hello', tags: ['b'], labels: {} })
    expect(second).toEqual({ isNew: false, flow: first.flow })
    expect(await getFlowByName(crew.engine, { ...crew.place, name: 'hello' })).toEqual(first.flow)
    expect(await getFlow(crew.engine, { ...crew.place, flowId: first.flow.id })).toEqual(first.flow)
  })

  test('keeps names that differ in case apart', async () => {
    const [one, other] = [await register({ name: 'Report' }), await register({ name: 'report' })]
    expect(one.flow.id).not.toBe(other.flow.id)
  })

  test.each(['', ' ', 'a/b', '100%', 'a&b', 'a>b', 'a<b', 'a\u0000b', 'line\nbreak', 'x'.repeat(501)])(
    'refuses the name %j',
    (name) => {
      expect(registerFlowInput.safeParse({ name }).success).toBe(false)
    },
  )

  test.each(['nightly report', 'Ünïcödé 🎉', 'a-b_c.d(e)', 'x'.repeat(500)])(
    'takes the name %j',
    async (name) => {
      expect((await register({ name })).flow.name).toBe(name)
    },
  )
})

test('a flow is given other tags, and keeps them when none are sent', async () => {
  const { id } = await newReportedFlow(crew, 'tagged')
  const key = { ...crew.place, flowId: id }
  await updateFlow(crew.engine, { ...key, tags: ['nightly'] })
  await updateFlow(crew.engine, key)
  expect(await getFlow(crew.engine, key)).toMatchObject({ tags: ['nightly'] })
  for (const change of [{ tags: [] }, {}])
    await expect(updateFlow(crew.engine, { ...key, flowId: randomUUID(), ...change })).rejects.toMatchObject({
      reason: 'flow_not_found',
    })
})

describe('deleting a flow', () => {
  test('takes its runs away at once, and leaves an event', async () => {
    const { id } = await newReportedFlow(crew, 'doomed')
    const run = await newReportedRun(crew, id)
    const flowRunKey = { ...crew.place, flowRunId: run.id }
    await deleteFlow(crew.engine, { ...crew.place, flowId: id })
    const gone = [
      () => getFlow(crew.engine, { ...crew.place, flowId: id }),
      () => getFlowRun(crew.engine, flowRunKey),
      () => setState(crew.engine, flowRunKey, 'RUNNING'),
      () => setState(crew.engine, flowRunKey, 'CANCELLED'),
      () => getFlowRunState(crew.engine, { ...crew.place, stateId: run.state_id }),
      () => deleteFlow(crew.engine, { ...crew.place, flowId: id }),
    ]
    for (const attempt of gone) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
    expect(await listFlowRunStates(crew.engine, flowRunKey)).toEqual([])
    await writeLogs(crew.engine, {
      ...crew.place,
      logs: [
        { name: 'x', level: 20, message: 'late', timestamp: '2026-01-01T00:00:00Z', flow_run_id: run.id },
      ],
    })
    expect(await query('select 1 from flow_run_log where flow_run_id = $1', [run.id])).toEqual([])
    expect((await eventsOf(crew.place.accountId)).at(-1)).toMatchObject({
      action: 'flow.deleted',
      object_id: id,
      message: expect.stringMatching(
        / deleted the flow doomed with all its runs in the workspace Analytics$/,
      ),
      info: { before: { name: 'doomed', has_runs: true } },
    })
    expect((await newReportedFlow(crew, 'doomed')).id).not.toBe(id)
  })

  test('is for those who hold the permission, and a refusal is recorded', async () => {
    const { id } = await newReportedFlow(crew, 'kept')
    const runner = await newWorkspaceMember(crew, 'RUNNER')
    await expect(deleteFlow(runner.ctx, { ...crew.place, flowId: id })).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'delete:flow',
    })
    expect((await actionsOf(crew.place.accountId)).at(-1)).toBe('change.refused')
    expect(await getFlow(crew.engine, { ...crew.place, flowId: id })).toMatchObject({ name: 'kept' })
  })
})
