import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { deleteFlow } from '@/lib/flows/service'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { newFlow, newRun, newTaskRun, type NewRun } from '@/lib/testing/runs'
import { newWorkspace } from '@/lib/testing/workspaces'
import {
  filterFlowRunsInput,
  filterFlowsInput,
  filterTaskRunsInput,
  flowRunHistoryInput,
  flowRunsCriteria,
  flowsCriteria,
  paginateFlowRunsInput,
  paginateFlowsInput,
  taskRunsCriteria,
} from './filter'
import {
  countFlowRuns,
  countFlows,
  countTaskRuns,
  filterFlowRuns,
  filterFlows,
  filterTaskRuns,
  flowRunHistory,
  flowRunLateness,
  paginateFlowRuns,
  paginateFlows,
} from './search'

// One workspace with a run of each kind that a filter tells apart, and beside it one whose rows must never be found.

const night = (minutes: number) => new Date(Date.UTC(2026, 0, 10, 2, minutes))
const creator = randomUUID()
const absent = randomUUID()

let organization: Organization
let place: { accountId: string; workspaceId: string }
const ids: Record<string, string> = {}
const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id) ?? id

beforeAll(async () => {
  organization = await newOrganization()
  const { accountId } = organization
  const workspaceId = await newWorkspace(organization, 'Analytics')
  place = { accountId, workspaceId }
  const load = await newFlow(workspaceId, 'Nightly-Load', { tags: ['prod', 'etl'], createdAt: night(1) })
  const report = await newFlow(workspaceId, 'report', { tags: ['prod'], createdAt: night(2) })
  const idle = await newFlow(workspaceId, '100%_idle', { createdAt: night(3) })
  Object.assign(ids, { load, report, idle })
  const bare = { start: null, end: null, totalRunTime: 0, createdBy: null }
  const run = async (name: string, flowId: string, rest: Partial<NewRun>) => {
    ids[name] = await newRun({ workspaceId, flowId, name, ...bare, ...rest })
  }
  await run('done', load, {
    type: 'COMPLETED',
    at: night(0),
    start: night(1),
    end: night(5),
    tags: ['a', 'b'],
    flowVersion: 'v1',
    createdBy: { kind: 'SERVICE_ACCOUNT', id: creator, name: 'robot' },
    totalRunTime: 240,
    idempotencyKey: 'k1',
  })
  await run('failed', load, {
    type: 'FAILED',
    at: night(10),
    start: night(13),
    end: night(15),
    tags: ['b'],
    flowVersion: 'v2',
    idempotencyKey: 'k2',
    totalRunTime: 120,
  })
  await run('timedOut', report, {
    type: 'FAILED',
    stateName: 'TimedOut',
    at: night(20),
    start: night(20),
    end: night(29),
  })
  ids['task'] = await newTaskRun(
    { workspaceId, flowRunId: ids['done'] ?? '' },
    { name: 'Subflow of done', type: 'RUNNING', tags: ['t'] },
  )
  await run('running', report, {
    type: 'RUNNING',
    at: night(30),
    start: night(31),
    parentTaskRunId: ids['task'],
  })
  await run('due', report, {
    type: 'SCHEDULED',
    at: new Date(Date.now() + 3_600_000),
    due: new Date(Date.now() + 3_600_000),
  })
  await run('late', load, { type: 'SCHEDULED', at: night(50) })
  await run('retrying', load, {
    type: 'SCHEDULED',
    stateName: 'AwaitingRetry',
    at: night(40),
    due: night(41),
    start: night(40),
  })
  // A run whose flow is gone is gone, and so is everything of another workspace.
  const gone = await newFlow(workspaceId, 'gone')
  await newRun({ workspaceId, flowId: gone, name: 'orphan' })
  await deleteFlow(organization.administrator.ctx, { ...place, flowId: gone })
  const sibling = await newWorkspace(organization, 'Finance')
  await newRun({
    workspaceId: sibling,
    flowId: await newFlow(sibling, 'report'),
    name: 'foreign',
    type: 'FAILED',
  })
})

const all = ['done', 'due', 'failed', 'late', 'retrying', 'running', 'timedOut']
const but = (...names: string[]) => all.filter((name) => !names.includes(name))

/** A filter of runs, and the names of those it leaves; `$name` stands for an id. */
const runFilters: [object | null, string[]][] = [
  [null, all],
  [{}, all],
  [{ id: null }, all],
  [{ id: { any_: null } }, all],
  [{ id: { any_: [] } }, []],
  [{ id: { any_: ['$done', '$late', '$done', absent] } }, ['done', 'late']],
  [{ id: { not_any_: ['$done'] } }, but('done')],
  [{ id: { not_any_: [] } }, all],
  [{ id: { any_: ['$done', '$late'], not_any_: ['$done'] } }, ['late']],
  [{ name: { any_: ['done', 'failed', 'Done'] } }, ['done', 'failed']],
  [{ name: { any_: [] } }, []],
  [{ name: { like_: 'L' } }, ['failed', 'late']],
  [{ name: { like_: '%' } }, []],
  [{ name: { like_: '' } }, all],
  [{ name: { any_: ['done', 'failed'], like_: 'FAIL' } }, ['failed']],
  [{ tags: { all_: ['a', 'b'] } }, ['done']],
  [{ tags: { all_: ['b'] } }, ['done', 'failed']],
  [{ tags: { all_: [] } }, all],
  [{ tags: { any_: ['a', 'x'] } }, ['done']],
  [{ tags: { any_: [] } }, []],
  [{ tags: { is_null_: true } }, but('done', 'failed')],
  [{ tags: { is_null_: false } }, ['done', 'failed']],
  [{ tags: { all_: ['a'], is_null_: true } }, []],
  [{ tags: { all_: ['a'], is_null_: true, operator: 'or_' } }, but('failed')],
  [{ state: { type: { any_: ['FAILED'] } } }, ['failed', 'timedOut']],
  [{ state: { type: { any_: ['FAILED', 'RUNNING'] } } }, ['failed', 'running', 'timedOut']],
  [{ state: { type: { any_: [] } } }, []],
  [{ state: { type: { any_: null } } }, all],
  [{ state: { type: { not_any_: ['SCHEDULED', 'FAILED'] } } }, ['done', 'running']],
  [{ state: { type: { any_: ['FAILED', 'RUNNING'], not_any_: ['FAILED'] } } }, ['running']],
  [{ state: { name: { any_: ['TimedOut'] } } }, ['timedOut']],
  [{ state: { name: { any_: ['Late'] } } }, ['late']],
  [{ state: { name: { any_: ['Scheduled'] } } }, ['due']],
  [{ state: { name: { any_: ['Scheduled', 'Late', 'AwaitingRetry'] } } }, ['due', 'late', 'retrying']],
  [{ state: { name: { any_: ['Late', 'Completed'] } } }, ['done', 'late']],
  [{ state: { name: { any_: [] } } }, []],
  [{ state: { name: { not_any_: ['Late'] } } }, but('late')],
  [{ state: { name: { not_any_: ['Scheduled', 'Completed'] } } }, but('due', 'done')],
  [{ state: { type: { any_: ['FAILED'] }, name: { any_: ['Failed'] } } }, ['failed']],
  [
    { state: { type: { any_: ['RUNNING'] }, name: { any_: ['Failed'] }, operator: 'or_' } },
    ['failed', 'running'],
  ],
  [{ flow_version: { any_: ['v1', 'v3'] } }, ['done']],
  [{ start_time: { before_: '2026-01-10T02:01:00Z' } }, ['done']],
  [{ start_time: { after_: '2026-01-10 02:40:00.000000+00:00' } }, ['due', 'late', 'retrying']],
  [
    { start_time: { after_: '2026-01-10T02:13:00Z', before_: '2026-01-10T03:20:00+01:00' } },
    ['failed', 'timedOut'],
  ],
  [{ start_time: { is_null_: true } }, ['due', 'late']],
  [{ start_time: { is_null_: false } }, but('due', 'late')],
  [{ end_time: { is_null_: false } }, ['done', 'failed', 'timedOut']],
  [{ end_time: { before_: night(15).getTime() / 1_000 } }, ['done', 'failed']],
  [{ expected_start_time: { after_: night(50).getTime() / 1_000 } }, ['due', 'late']],
  [{ expected_start_time: { before_: '2026-01-10T02:00:00.000000Z' } }, ['done']],
  [{ next_scheduled_start_time: { before_: '2026-01-10T02:41:00Z' } }, ['retrying']],
  [{ parent_task_run_id: { any_: ['$task'] } }, ['running']],
  [{ parent_task_run_id: { is_null_: true } }, but('running')],
  [{ parent_task_run_id: { any_: ['$task'], is_null_: true, operator: 'or_' } }, all],
  [{ parent_flow_run_id: { any_: ['$done'] } }, ['running']],
  [{ parent_flow_run_id: { any_: ['$failed'] } }, []],
  [{ idempotency_key: { any_: ['k1'] } }, ['done']],
  [{ idempotency_key: { not_any_: ['k1'] } }, ['failed']],
  [{ created_by: { id_: [creator] } }, ['done']],
  [{ created_by: { type_: ['SERVICE_ACCOUNT', 'DEPLOYMENT'] } }, ['done']],
  [{ created_by: { is_null_: true } }, but('done')],
  [{ deployment_id: { is_null_: true } }, all],
  [{ deployment_id: { any_: [absent] } }, []],
  [{ deployment_id: { any_: [absent], is_null_: true, operator: 'or_' } }, all],
  [{ work_queue_name: { any_: ['default'] } }, []],
  [
    { operator: 'or_', name: { any_: ['done'] }, state: { type: { any_: ['RUNNING'] } } },
    ['done', 'running'],
  ],
  [
    {
      operator: 'or_',
      start_time: { is_null_: false, after_: '2026-01-10T02:40:00Z' },
      name: { any_: ['done'] },
    },
    ['done', 'retrying'],
  ],
  [{ operator: 'and_', name: { any_: ['done'] }, state: { type: { any_: ['RUNNING'] } } }, []],
]

describe('runs', () => {
  test.each(runFilters)('a filter %j leaves %j', async (filter, expected) => {
    expect(await runsOf({ flow_runs: filter })).toEqual(expected)
    const criteria = flowRunsCriteria.parse({ flow_runs: given(filter) })
    expect(await countFlowRuns(organization.administrator.ctx, place, criteria)).toBe(expected.length)
  })

  test.each<[object, string[]]>([
    [{ flows: { name: { any_: ['report'] } } }, ['due', 'running', 'timedOut']],
    [
      { flows: { name: { any_: ['report'] } }, flow_runs: { state: { type: { any_: ['FAILED'] } } } },
      ['timedOut'],
    ],
    [{ flows: { id: { any_: ['$load'] } } }, ['done', 'failed', 'late', 'retrying']],
    [{ flows: { id: { any_: ['$load', '$report'] } } }, all],
    [{ flows: { id: { any_: [] } } }, []],
    [{ flows: { name: { any_: ['none'] } } }, []],
    [{ flows: { tags: { all_: ['etl'] } } }, ['done', 'failed', 'late', 'retrying']],
    [{ flows: { name: { like_: 'load' } } }, ['done', 'failed', 'late', 'retrying']],
    [{ task_runs: { name: { any_: ['Subflow of done'] } } }, ['done']],
    [{ task_runs: { state: { type: { any_: ['FAILED'] } } } }, []],
    [{ task_runs: { state: { name: { any_: ['Running'] } }, subflow_runs: { exists_: true } } }, ['done']],
    [{ task_runs: {} }, all],
    [{ deployments: {} }, all],
    [{ deployments: { id: { any_: null }, operator: 'and_' } }, all],
    [{ deployments: { id: { any_: [absent] } } }, []],
    [{ work_pools: { name: { any_: ['default'] } } }, []],
    [{ work_pool_queues: { name: { any_: ['default'] } } }, []],
    [{ what_comes_later: { name: { any_: ['x'] } } }, all],
  ])('related filters %j leave %j', async (body, expected) => {
    expect(await runsOf(body)).toEqual(expected)
  })

  test.each<[string, string[]]>([
    ['EXPECTED_START_TIME_ASC', ['done', 'failed', 'timedOut', 'running', 'retrying', 'late', 'due']],
    ['EXPECTED_START_TIME_DESC', ['due', 'late', 'retrying', 'running', 'timedOut', 'failed', 'done']],
    ['START_TIME_ASC', ['done', 'failed', 'timedOut', 'running', 'retrying', 'late', 'due']],
    ['START_TIME_DESC', ['due', 'late', 'retrying', 'running', 'timedOut', 'failed', 'done']],
    ['NAME_ASC', ['done', 'due', 'failed', 'late', 'retrying', 'running', 'timedOut']],
    ['NAME_DESC', ['timedOut', 'running', 'retrying', 'late', 'failed', 'due', 'done']],
  ])('in the order %s come %j, in pages too', async (sort, expected) => {
    const names = async (body: object) =>
      (await filterFlowRuns(organization.administrator.ctx, place, filterFlowRunsInput.parse(body))).map(
        ({ name }) => name,
      )
    expect(await names({ sort })).toEqual(expected)
    const pages = await Promise.all([0, 3, 6, 9].map((offset) => names({ sort, limit: 3, offset })))
    expect(pages).toEqual([expected.slice(0, 3), expected.slice(3, 6), expected.slice(6), []])
    expect(await names({ sort, limit: 0 })).toEqual([])
    const ended = expected.filter((name) => ['done', 'failed', 'timedOut', 'running'].includes(name))
    const type = { any_: ['FAILED', 'RUNNING', 'COMPLETED', 'FAILED'] }
    const ofTypes = { sort, limit: 2, flow_runs: { state: { type } } }
    expect(await names(ofTypes)).toEqual(ended.slice(0, 2))
    expect(await names({ ...ofTypes, offset: 1 })).toEqual(ended.slice(1, 3))
    const either = { operator: 'or_', state: { type }, name: { any_: ['due'] } }
    expect(await names({ sort, flow_runs: either })).toEqual(
      expected.filter((name) => [...ended, 'due'].includes(name)),
    )
    const named = { state: { operator: 'or_', type, name: { any_: ['Late'] } } }
    expect(await names({ sort, flow_runs: named })).toEqual(
      expected.filter((name) => [...ended, 'late'].includes(name)),
    )
  })

  test('in the order of their ends the ended come first, and of their next start the scheduled', async () => {
    const names = async (sort: string, limit: number) =>
      (
        await filterFlowRuns(
          organization.administrator.ctx,
          place,
          filterFlowRunsInput.parse({ sort, limit }),
        )
      ).map(({ name }) => name)
    expect(await names('END_TIME_DESC', 3)).toEqual(['timedOut', 'failed', 'done'])
    expect(await names('NEXT_SCHEDULED_START_TIME_ASC', 3)).toEqual(['retrying', 'late', 'due'])
    expect(await names('ID_DESC', 200)).toHaveLength(all.length)
  })

  test('a page has a number, and says how many there are', async () => {
    const page = async (body: object) =>
      paginateFlowRuns(organization.administrator.ctx, place, paginateFlowRunsInput.parse(body))
    const third = await page({ sort: 'NAME_ASC', limit: 3, page: 3 })
    expect({ ...third, results: third.results.map(({ name }) => name) }).toEqual({
      results: ['timedOut'],
      count: 7,
      limit: 3,
      pages: 3,
      page: 3,
    })
    expect(await page({ limit: 0 })).toEqual({ results: [], count: 7, limit: 0, pages: 0, page: 1 })
    expect(await page({ limit: 3, page: 4 })).toMatchObject({ results: [], count: 7 })
  })

  test('what is late is shown late, with its state', async () => {
    const [late] = await filterFlowRuns(
      organization.administrator.ctx,
      place,
      filterFlowRunsInput.parse({ flow_runs: { state: { name: { any_: ['Late'] } } } }),
    )
    expect(late).toMatchObject({
      name: 'late',
      state_name: 'Late',
      state_type: 'SCHEDULED',
      state: { name: 'Late', type: 'SCHEDULED' },
    })
  })

  test('lateness is the average of the seconds they began late, null of none', async () => {
    const lateness = async (body: object) =>
      flowRunLateness(organization.administrator.ctx, place, flowRunsCriteria.parse(body))
    expect(await lateness({ flow_runs: { name: { any_: ['done', 'failed'] } } })).toBe(120)
    expect(await lateness({ flow_runs: { id: { any_: [] } } })).toBeNull()
  })

  test('history has an interval for each, empty ones too, and holds the start but not the end', async () => {
    const history = async (body: object) =>
      flowRunHistory(
        organization.administrator.ctx,
        place,
        flowRunHistoryInput.parse({ history_interval_seconds: 600, ...body }),
      )
    const found = await history({
      history_start: '2026-01-10T02:00:00Z',
      history_end: '2026-01-10T02:25:00Z',
      flows: { id: { any_: [ids['load']] } },
    })
    expect(found).toEqual([
      {
        interval_start: '2026-01-10T02:00:00.000Z',
        interval_end: '2026-01-10T02:10:00.000Z',
        states: [countOf('COMPLETED', 'Completed', 240, 60)],
      },
      {
        interval_start: '2026-01-10T02:10:00.000Z',
        interval_end: '2026-01-10T02:20:00.000Z',
        states: [countOf('FAILED', 'Failed', 120, 180)],
      },
      { interval_start: '2026-01-10T02:20:00.000Z', interval_end: '2026-01-10T02:30:00.000Z', states: [] },
    ])
    expect(
      await history({ history_start: '2026-01-10T02:00:00Z', history_end: '2026-01-10T02:00:00Z' }),
    ).toEqual([])
    expect(
      await history({ history_start: '2026-01-11T02:00:00Z', history_end: '2026-01-10T02:00:00Z' }),
    ).toEqual([])
    expect(
      await history({
        history_start: '1970-01-01T00:00:00Z',
        history_end: '2200-12-31T23:59:59Z',
        history_interval_seconds: 1,
      }),
    ).toHaveLength(500)
    expect(
      await history({
        history_start: '2200-12-31T00:00:00Z',
        history_end: '2200-12-31T23:59:59Z',
        history_interval_seconds: 3e9,
      }),
    ).toHaveLength(1)
    const [century] = await history({
      history_start: '2000-01-01T00:00:00Z',
      history_end: '2050-01-01T00:00:00Z',
      history_interval_seconds: 3.1e9,
    })
    expect(century?.states.map(({ state_name, count_runs }) => [state_name, count_runs])).toEqual([
      ['Completed', 1],
      ['Failed', 1],
      ['TimedOut', 1],
      ['Running', 1],
      ['AwaitingRetry', 1],
      ['Late', 1],
      ['Scheduled', 1],
    ])
  })

  test('all runs and those of types alone are counted as the others are, wherever a run is', async () => {
    const { ctx } = organization.administrator
    const types = [[], ['FAILED'], ['SCHEDULED', 'FAILED'], ['PAUSED']]
    for (const type of [undefined, ...types.flatMap((values) => [{ any_: values }, { not_any_: values }])]) {
      const state = type ? { type } : undefined
      const asked = flowRunsCriteria.parse({ flow_runs: { state } })
      const other = flowRunsCriteria.parse({ flow_runs: { state, id: { not_any_: [absent] } } })
      expect(await countFlowRuns(ctx, place, asked)).toBe(await countFlowRuns(ctx, place, other))
    }
  })
})

describe('flows', () => {
  test.each<[object, string[]]>([
    [{}, ['idle', 'load', 'report']],
    [{ flows: {} }, ['idle', 'load', 'report']],
    [{ flows: { id: { any_: ['$load', '$load', '$idle', absent] } } }, ['idle', 'load']],
    [{ flows: { id: { any_: [] } } }, []],
    [{ flows: { id: { not_any_: ['$load'] } } }, ['idle', 'report']],
    [{ flows: { name: { any_: ['report'] } } }, ['report']],
    [{ flows: { name: { like_: 'LOAD' } } }, ['load']],
    [{ flows: { name: { like_: '%_' } } }, ['idle']],
    [{ flows: { tags: { all_: ['prod'] } } }, ['load', 'report']],
    [{ flows: { tags: { is_null_: true } } }, ['idle']],
    [
      { flows: { operator: 'or_', name: { any_: ['report'] }, tags: { is_null_: true } } },
      ['idle', 'report'],
    ],
    [{ flows: { deployment: { is_null_: true } } }, ['idle', 'load', 'report']],
    [{ flows: { deployment: { is_null_: false } } }, []],
    [{ flow_runs: { state: { name: { any_: ['Late'] } } } }, ['load']],
    [{ flow_runs: { state: { type: { any_: ['FAILED'] } } } }, ['load', 'report']],
    [{ flow_runs: { id: { any_: [] } } }, []],
    [{ flow_runs: {} }, ['idle', 'load', 'report']],
    [{ task_runs: { tags: { any_: ['t'] } } }, ['load']],
    [{ deployments: { name: { any_: ['x'] } } }, []],
  ])('%j leave %j', async (body, expected) => {
    const { ctx } = organization.administrator
    const found = await filterFlows(ctx, place, filterFlowsInput.parse(given(body)))
    expect(found.map(({ id }) => nameOf(id)).sort()).toEqual(expected)
    expect(await countFlows(ctx, place, flowsCriteria.parse(given(body)))).toBe(expected.length)
  })

  test('come in each order, and in numbered pages', async () => {
    const { ctx } = organization.administrator
    const names = async (sort: string | null) =>
      (await filterFlows(ctx, place, filterFlowsInput.parse({ sort }))).map(({ id }) => nameOf(id))
    expect(await names('CREATED_DESC')).toEqual(['idle', 'report', 'load'])
    expect(await names('UPDATED_DESC')).toEqual(['idle', 'report', 'load'])
    expect(await names(null)).toEqual(await names('NAME_ASC'))
    expect(await names('NAME_DESC')).toEqual((await names('NAME_ASC')).toReversed())
    const page = await paginateFlows(
      ctx,
      place,
      paginateFlowsInput.parse({ limit: 2, page: 2, sort: 'CREATED_DESC' }),
    )
    expect({ ...page, results: page.results.map(({ name }) => name) }).toEqual({
      results: ['Nightly-Load'],
      count: 3,
      limit: 2,
      pages: 2,
      page: 2,
    })
  })
})

describe('task runs', () => {
  test.each<[object, number]>([
    [{}, 1],
    [{ task_runs: { id: { any_: ['$task'] } } }, 1],
    [{ task_runs: { name: { like_: 'SUBFLOW' } } }, 1],
    [{ task_runs: { flow_run_id: { any_: ['$done'] } } }, 1],
    [{ task_runs: { flow_run_id: { is_null_: true } } }, 0],
    [{ task_runs: { subflow_runs: { exists_: false } } }, 0],
    [{ task_runs: { state: { type: { not_any_: ['RUNNING'] } } } }, 0],
    [{ flow_runs: { state: { type: { any_: ['COMPLETED'] } } }, flows: { tags: { all_: ['etl'] } } }, 1],
    [{ flow_runs: { name: { any_: ['failed'] } } }, 0],
    [{ deployments: { id: { any_: [absent] } } }, 0],
  ])('%j leave %i', async (body, expected) => {
    const { ctx } = organization.administrator
    const found = await filterTaskRuns(ctx, place, filterTaskRunsInput.parse(given(body)))
    expect(found.map(({ id }) => nameOf(id))).toEqual(expected === 1 ? ['task'] : [])
    expect(await countTaskRuns(ctx, place, taskRunsCriteria.parse(given(body)))).toBe(expected)
  })
})

function countOf(
  state_type: string,
  state_name: string,
  sum_estimated_run_time: number,
  sum_estimated_lateness: number,
) {
  return { state_type, state_name, count_runs: 1, sum_estimated_run_time, sum_estimated_lateness }
}

async function runsOf(body: object): Promise<string[]> {
  const found = await filterFlowRuns(
    organization.administrator.ctx,
    place,
    filterFlowRunsInput.parse(given(body)),
  )
  return found.map(({ id }) => nameOf(id)).sort()
}

/** What a test wrote, with the ids that `$name` stands for. */
function given(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body).replaceAll(/"\$(\w+)"/g, (_, name: string) => JSON.stringify(ids[name])),
  )
}
