import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { deleteFlow, getFlow, getFlowByName, registerFlow, updateFlow } from '@/lib/flows/service'
import { AppError } from '@/lib/errors'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { after } from '@/lib/testing/organizations'
import { newReportedFlow, newReportedRun, setState } from '@/lib/testing/flow-runs'
import { newCast, outcomeOf, roleNames, type Cast, type RoleName } from '@/lib/testing/workspace-cast'
import { writeLogs } from './reports/logs'
import { cancelFlowRun, cancelFlowRuns, deleteFlowRun, deleteFlowRuns, startFlowRun } from './orders/orders'
import { createFlowRun, resumeFlowRun, updateFlowRun, updateFlowRunLabels } from './reports/report'
import { createFlowRunInput, registerFlowInput } from './reports/report-schema'
import { getFlowRun, getFlowRunState, listFlowRunStates } from './service'
import { createTaskRun, getTaskRun } from './reports/task-runs'

type Ids = { flowId: string; flowRunId: string; stateId: string; taskRunId: string }
type Target = Ids & { accountId: string; workspaceId: string }

let cast: Cast
let here: Target
let sibling: Target
let foreign: Target
beforeAll(async () => {
  cast = await newCast()
  const { organization, elsewhere, workspaceId, siblingId } = cast
  here = await targetIn(organization.accountId, workspaceId, organization.administrator.ctx)
  sibling = await targetIn(organization.accountId, siblingId, organization.administrator.ctx)
  const [theirs] = await query<{ id: string }>(
    `insert into workspace (account_id, id, name, handle) values ($1, gen_random_uuid(), 'Theirs', 'theirs') returning id`,
    [elsewhere.accountId],
  )
  foreign = await targetIn(elsewhere.accountId, theirs?.id ?? '', elsewhere.administrator.ctx)
})

async function targetIn(accountId: string, workspaceId: string, engine: Ctx): Promise<Target> {
  const place = { accountId, workspaceId }
  const crew = { place, engine }
  const { id: flowId } = await newReportedFlow(crew)
  const run = await newReportedRun(crew, flowId, { state: { type: 'RUNNING' } })
  const step = { flow_run_id: run.id, task_key: 'load', dynamic_key: '0' }
  const { taskRun } = await createTaskRun(engine, { ...place, ...step })
  return { ...place, flowId, flowRunId: run.id, stateId: run.state_id, taskRunId: taskRun.id }
}

const report = (flowId: string) => createFlowRunInput.parse({ flow_id: flowId })
const line = { name: 'x', level: 20, message: 'x', timestamp: '2026-01-01T00:00:00Z' }

const readers = ['Read-only Collaborator', 'Runner', 'Collaborator', 'Owner'] as const
const starters = ['Runner', 'Collaborator', 'Owner'] as const
const workers = ['Collaborator', 'Owner'] as const

type Attempt = { allowed: readonly RoleName[]; attempt: (ctx: Ctx, target: Target) => Promise<unknown> }

/** Whatever can be asked of flows and runs, and who may; what changes nothing for good comes first, what deletes last. */
const attempts: Record<string, Attempt> = {
  getFlow: { allowed: readers, attempt: getFlow },
  getFlowByName: {
    allowed: readers,
    attempt: (ctx, target) => getFlowByName(ctx, { ...target, name: 'nightly-report' }),
  },
  getFlowRun: { allowed: readers, attempt: getFlowRun },
  listFlowRunStates: { allowed: readers, attempt: listFlowRunStates },
  getFlowRunState: { allowed: readers, attempt: getFlowRunState },
  getTaskRun: { allowed: readers, attempt: getTaskRun },
  registerFlow: {
    allowed: workers,
    attempt: (ctx, target) => registerFlow(ctx, { ...target, ...registerFlowInput.parse({ name: 'mine' }) }),
  },
  updateFlow: { allowed: workers, attempt: (ctx, target) => updateFlow(ctx, { ...target, tags: ['x'] }) },
  createFlowRun: {
    allowed: starters,
    attempt: (ctx, target) => createFlowRun(ctx, { ...target, ...report(target.flowId) }),
  },
  startFlowRun: { allowed: starters, attempt: startFlowRun },
  setFlowRunState: { allowed: workers, attempt: (ctx, target) => setState(ctx, target, 'RUNNING') },
  'setFlowRunState to SCHEDULED': {
    allowed: workers,
    attempt: (ctx, target) => setState(ctx, target, 'SCHEDULED'),
  },
  updateFlowRun: { allowed: workers, attempt: (ctx, target) => updateFlowRun(ctx, { ...target, name: 'x' }) },
  updateFlowRunLabels: {
    allowed: workers,
    attempt: (ctx, target) => updateFlowRunLabels(ctx, { ...target, labels: { x: 1 } }),
  },
  resumeFlowRun: { allowed: workers, attempt: resumeFlowRun },
  writeLogs: {
    allowed: workers,
    attempt: (ctx, target) =>
      writeLogs(ctx, { ...target, logs: [{ ...line, flow_run_id: target.flowRunId }] }),
  },
  createTaskRun: {
    allowed: workers,
    attempt: (ctx, { flowRunId, ...target }) =>
      createTaskRun(ctx, { ...target, flow_run_id: flowRunId, task_key: 'x', dynamic_key: '1' }),
  },
  cancelFlowRun: { allowed: workers, attempt: cancelFlowRun },
  cancelFlowRuns: {
    allowed: workers,
    attempt: (ctx, target) => cancelFlowRuns(ctx, { ...target, flowRunIds: [target.flowRunId] }),
  },
}

const removals: Record<string, Attempt> = {
  deleteFlowRuns: {
    allowed: workers,
    attempt: (ctx, target) => deleteFlowRuns(ctx, { ...target, flowRunIds: [target.flowRunId] }),
  },
  deleteFlowRun: { allowed: workers, attempt: deleteFlowRun },
  deleteFlow: { allowed: workers, attempt: deleteFlow },
}

const everything = { ...attempts, ...removals }

async function snapshot(): Promise<unknown> {
  const ids = [here, sibling, foreign].map(({ workspaceId }) => workspaceId)
  const tables = ['flow', 'flow_run', 'flow_run_state', 'flow_run_log', 'task_run']
  return Promise.all(
    tables.map((table) =>
      query(`select t.* from ${table} t where workspace_id = any($1) order by t::text`, [ids]),
    ),
  )
}

// A minute after the one before, because refused reports are noted once a minute.
let minutes = 0
function later(ctx: Ctx): Ctx {
  minutes += 1
  return after(ctx, minutes * 61_000)
}

describe('denials', () => {
  describe.each(Object.entries(everything))('%s', (name, { allowed, attempt }) => {
    test.each(roleNames.filter((role) => !allowed.includes(role)))('%s is refused', async (role) => {
      const ctx = later(cast.people[role].ctx)
      const before = await snapshot()
      const events = (await actionsOf(here.accountId)).length
      const outcome = await outcomeOf(attempt(ctx, here))
      const isThere = readers.some((reader) => reader === role)
      const strangers = role === 'anonymous' ? 'unauthenticated' : 'not_found'
      expect(outcome.code).toBe(isThere ? 'forbidden' : strangers)
      expect(await snapshot()).toEqual(before)
      const isReading = name.startsWith('get') || name.startsWith('list')
      expect((await actionsOf(here.accountId)).slice(events)).toEqual(
        isThere && !isReading ? ['change.refused'] : [],
      )
    })
  })
})

test('a report that is refused again and again is noted once a minute, of each one and for each permission', async () => {
  const { accountId } = here
  const [reader, runner] = (['Read-only Collaborator', 'Runner'] as const).map((role) =>
    later(cast.people[role].ctx),
  )
  const report = async (ctx: Ctx | undefined, target = here) => {
    const logs = [{ ...line, flow_run_id: target.flowRunId }]
    return ctx && (await outcomeOf(writeLogs(ctx, { ...target, logs }))).code
  }
  const noted = async (work: () => Promise<unknown>) => {
    const before = (await eventsOf(accountId)).length
    await work()
    return (await eventsOf(accountId)).slice(before).map(({ action, message }) => [action, message])
  }
  const event = ['change.refused', expect.stringContaining('was refused to write logs')]
  expect(await noted(() => Promise.all(Array.from({ length: 20 }, () => report(reader))))).toEqual([event])
  expect(await report(reader)).toBe('forbidden')
  expect(await noted(() => report(runner))).toEqual([event])
  expect(await noted(() => report(reader && after(reader, 59_000)))).toEqual([])
  expect(await noted(() => report(reader && after(reader, 60_001)))).toEqual([event])
  const registered = () => reader && outcomeOf(updateFlow(reader, { ...here, tags: [] }))
  expect(await noted(async () => registered())).toEqual([
    ['change.refused', expect.stringContaining('was refused to edit a flow')],
  ])
})

const nothingThere =
  /^(?:not_found|conflict) (?:flow|flow_run|flow_run_state|task_run)_not_found$|^\[\]$|"outcome":"refused"/

describe('what is in another workspace', () => {
  const asked = Object.entries(everything).filter(([name]) => !/registerFlow|ByName/.test(name))

  test.each(asked)('is not reached through one’s own: %s', async (_, { attempt }) => {
    const owner = cast.people.Owner.ctx
    const before = await snapshot()
    for (const other of [sibling, foreign]) {
      const { accountId, workspaceId } = here
      const result = await attempt(owner, { ...other, accountId, workspaceId }).catch(
        (error: unknown) => error,
      )
      const told =
        result instanceof AppError ? `${result.code} ${result.reason}` : JSON.stringify(result ?? [])
      // Lists and reports of many tell nothing and do nothing; everything else says that there is no such thing.
      expect(told).toMatch(nothingThere)
    }
    expect(await snapshot()).toEqual(before)
  })

  test.each(asked)('is not reached by naming it with one’s own account: %s', async (_, { attempt }) => {
    const owner = cast.people.Owner.ctx
    for (const target of [
      foreign,
      { ...foreign, accountId: here.accountId },
      { ...here, workspaceId: randomUUID() },
    ])
      expect(await outcomeOf(attempt(owner, target))).toMatchObject({ code: 'not_found' })
  })
})

test.each(Object.entries(everything))('those who may, may: %s', async (_, { allowed, attempt }) => {
  for (const role of allowed) {
    const { ctx } = cast.people[role]
    const { administrator } = cast.organization
    const own = await targetIn(here.accountId, here.workspaceId, administrator.ctx)
    expect(await outcomeOf(attempt(ctx, own))).toEqual({ code: 'done' })
  }
})
