import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { countStatements } from '@/lib/testing/count-statements'
import {
  newReportedFlow,
  newReportedRun,
  newRunCrew,
  newWorkspaceMember,
  type RunCrew,
} from '@/lib/testing/flow-runs'
import type { Person } from '@/lib/testing/organizations'
import { cancelFlowRun, cancelFlowRuns, deleteFlowRun, deleteFlowRuns, startFlowRun } from './orders'
import { getFlowRun, listFlowRunStates } from '../service'

let crew: RunCrew
let person: Person
let flowId: string
beforeAll(async () => {
  crew = await newRunCrew()
  person = await newWorkspaceMember(crew, 'COLLABORATOR')
  flowId = (await newReportedFlow(crew)).id
})

const lastEvent = async () => (await eventsOf(crew.place.accountId)).at(-1)
const reported = (type: string) => newReportedRun(crew, flowId, { state: { type } })

describe('starting a run', () => {
  test('schedules it for now, with a name, by whoever asks', async () => {
    const { id } = await startFlowRun(person.ctx, {
      ...crew.place,
      flowId,
      parameters: { day: 1 },
      tags: ['a'],
    })
    const run = await getFlowRun(person.ctx, { ...crew.place, flowRunId: id })
    const now = person.ctx.now.toISOString().replace('Z', '000Z')
    expect(run).toMatchObject({
      state_type: 'SCHEDULED',
      expected_start_time: now,
      next_scheduled_start_time: now,
      parameters: { day: 1 },
      tags: ['a'],
      created_by: { type: 'USER', id: person.user.id, display_value: person.user.name },
    })
    expect(await lastEvent()).toMatchObject({
      action: 'flow_run.started',
      object_id: id,
      message: `Ada Lovelace started the run ${run.name} of nightly-report in the workspace Analytics`,
    })
  })

  test('for later has it wait', async () => {
    const expectedStart = '2030-06-01T06:00:00.000000Z'
    const { id } = await startFlowRun(person.ctx, { ...crew.place, flowId, name: 'June', expectedStart })
    expect(await getFlowRun(person.ctx, { ...crew.place, flowRunId: id })).toMatchObject({
      name: 'June',
      state_name: 'Scheduled',
      next_scheduled_start_time: expectedStart,
    })
    expect(await lastEvent()).toMatchObject({
      info: { name: 'June', after: { scheduled_time: expectedStart } },
    })
  })

  test('of a flow that is not there does nothing', async () => {
    const before = await actionsOf(crew.place.accountId)
    await expect(startFlowRun(person.ctx, { ...crew.place, flowId: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
      reason: 'flow_not_found',
    })
    expect(await actionsOf(crew.place.accountId)).toEqual(before)
  })
})

describe('cancelling a run', () => {
  test.each([
    ['SCHEDULED', 'CANCELLED'],
    ['PENDING', 'CANCELLED'],
    ['PAUSED', 'CANCELLED'],
    ['RUNNING', 'CANCELLING'],
  ])('that is %s makes it %s', async (from, to) => {
    const run = await reported(from)
    const key = { ...crew.place, flowRunId: run.id }
    expect(await cancelFlowRun(person.ctx, key)).toEqual({ id: run.id, state_type: to })
    const after = await getFlowRun(person.ctx, key)
    expect(after).toMatchObject({
      state_type: to,
      next_scheduled_start_time: null,
      state: { message: 'Cancelled by Ada Lovelace', state_details: { flow_run_id: run.id } },
    })
    expect(after.end_time).toEqual(to === 'CANCELLED' ? expect.any(String) : null)
    expect(await lastEvent()).toMatchObject({
      action: 'flow_run.cancelled',
      object_id: run.id,
      info: { before: { state_type: from }, after: { state_type: to } },
    })
  })

  test('that is being cancelled changes nothing', async () => {
    const run = await reported('CANCELLING')
    const before = await actionsOf(crew.place.accountId)
    const key = { ...crew.place, flowRunId: run.id }
    expect(await cancelFlowRun(person.ctx, key)).toEqual({ id: run.id, state_type: 'CANCELLING' })
    expect(await listFlowRunStates(person.ctx, key)).toHaveLength(1)
    expect(await actionsOf(crew.place.accountId)).toEqual(before)
  })

  test.each(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'])(
    'that has %s is refused with it',
    async (type) => {
      const run = await reported(type)
      const key = { ...crew.place, flowRunId: run.id }
      await expect(cancelFlowRun(person.ctx, key)).rejects.toMatchObject({
        code: 'conflict',
        reason: 'run_has_ended',
        message: expect.stringContaining(type),
      })
      expect(await listFlowRunStates(person.ctx, key)).toHaveLength(1)
      expect(await lastEvent()).toMatchObject({ action: 'change.refused' })
    },
  )
})

describe('deleting a run', () => {
  test('takes it away at once, and leaves an event', async () => {
    const run = await reported('RUNNING')
    await deleteFlowRun(person.ctx, { ...crew.place, flowRunId: run.id })
    expect(await lastEvent()).toMatchObject({
      action: 'flow_run.deleted',
      object_id: run.id,
      info: { name: run.name, flow: 'nightly-report', before: { state_type: 'RUNNING' } },
    })
    await expect(deleteFlowRun(person.ctx, { ...crew.place, flowRunId: run.id })).rejects.toMatchObject({
      reason: 'flow_run_not_found',
    })
  })
})

describe('many at once', () => {
  test('each has its own outcome in the order given, and an event if it changed', async () => {
    const [running, ended, cancelling] = await Promise.all(['RUNNING', 'FAILED', 'CANCELLING'].map(reported))
    const ids = [ended, running, cancelling, running].map((run) => run?.id ?? '')
    const missing = randomUUID()
    const before = (await actionsOf(crew.place.accountId)).length
    const { outcomes } = await cancelFlowRuns(person.ctx, { ...crew.place, flowRunIds: [...ids, missing] })
    expect(outcomes).toMatchObject([
      { flowRunId: ids[0], name: ended?.name, outcome: 'refused', reason: 'run_has_ended' },
      { flowRunId: ids[1], outcome: 'changed' },
      { flowRunId: ids[2], outcome: 'unchanged' },
      { flowRunId: ids[1], outcome: 'changed' },
      { flowRunId: missing, name: '', outcome: 'refused', reason: 'flow_run_not_found' },
    ])
    expect((await actionsOf(crew.place.accountId)).slice(before)).toEqual(['flow_run.cancelled'])
    const deleted = await deleteFlowRuns(person.ctx, { ...crew.place, flowRunIds: [...ids, missing] })
    expect(deleted.outcomes.map(({ outcome }) => outcome)).toEqual([...Array(4).fill('changed'), 'refused'])
    expect((await actionsOf(crew.place.accountId)).slice(before + 1)).toEqual(
      Array(3).fill('flow_run.deleted'),
    )
  })

  test('cost the same for one as for twenty', async () => {
    const count = async (howMany: number) => {
      const runs = await Promise.all(Array.from({ length: howMany }, () => reported('PENDING')))
      const flowRunIds = runs.map(({ id }) => id)
      const order = () => cancelFlowRuns(person.ctx, { ...crew.place, flowRunIds })
      const { statements, result } = await countStatements(order)
      expect(result.outcomes.every(({ outcome }) => outcome === 'changed')).toBe(true)
      return statements.length
    }
    expect(await count(20)).toBe(await count(1))
  })
})
