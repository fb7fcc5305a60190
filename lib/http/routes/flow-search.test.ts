import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { newFlow, newLog, newRun } from '@/lib/testing/runs'
import { workspaceClient, type WorkspaceClient } from '@/lib/testing/workspace-client'
import { newWorkspace } from '@/lib/testing/workspaces'
import { flowSearchRoutes } from './flow-search'

const paths = flowSearchRoutes.map(({ path }) => path.replace(/^.*\{workspaceId\}/, ''))

let organization: Organization
let workspaceId: string
let runId: string
let ask: WorkspaceClient
const start = Date.UTC(2026, 0, 10, 2)

beforeAll(async () => {
  organization = await newOrganization()
  workspaceId = await newWorkspace(organization, 'Analytics')
  ask = await client(['read:workspace', 'read:flow', 'read:flow_run'])
  const flowId = await newFlow(workspaceId, 'nightly-load')
  await newFlow(workspaceId, 'report')
  runId = await newRun({
    workspaceId,
    flowId,
    name: 'amber-owl',
    type: 'FAILED',
    start: new Date(start),
  })
  await newRun({ workspaceId, flowId, name: 'brass-ox', start: new Date(start) })
  for (let line = 0; line < 7; line += 1) {
    const at = new Date(start + line * 1_000)
    await newLog(
      { workspaceId, flowRunId: runId },
      { message: `Line ${line}`, at, level: line % 2 === 0 ? 20 : 40, name: 'prefect.flow_runs' },
    )
  }
})

async function client(permissions: string[] | null): Promise<WorkspaceClient> {
  return workspaceClient(organization, { workspaceId, permissions })
}

describe('what the command line asks, in its words', () => {
  test('flow ls: a bare array, the newest first', async () => {
    const { status, body } = await ask('POST', '/flows/filter', {
      flows: null,
      flow_runs: null,
      task_runs: null,
      deployments: null,
      work_pools: null,
      work_queues: null,
      sort: 'CREATED_DESC',
      limit: 15,
      offset: 0,
    })
    expect(status).toBe(200)
    expect(body).toEqual([flow('report'), flow('nightly-load')])
  })

  test('flow-run ls: the runs, then every flow of them, with repeats and without a limit', async () => {
    const runs = await ask('POST', '/flow_runs/filter', {
      flows: {
        operator: 'and_',
        id: null,
        deployment: null,
        name: { any_: ['nightly-load'], like_: null },
        tags: null,
      },
      flow_runs: { state: { type: { any_: ['FAILED', 'COMPLETED'] } } },
      task_runs: null,
      deployments: null,
      work_pools: null,
      work_pool_queues: null,
      sort: 'EXPECTED_START_TIME_DESC',
      limit: 15,
      offset: 0,
    })
    expect(runs).toMatchObject({
      status: 200,
      body: [
        {
          name: 'brass-ox',
          state: { type: 'COMPLETED', timestamp: expect.any(String) },
          created: expect.any(String),
        },
        {
          name: 'amber-owl',
          state: { type: 'FAILED', timestamp: expect.any(String) },
          created: expect.any(String),
        },
      ],
    })
    const ids = z
      .array(z.object({ flow_id: z.string() }))
      .parse(runs.body)
      .map(({ flow_id }) => flow_id)
    expect(await flowsById(ask, ids)).toEqual({ status: 200, body: [flow('nightly-load')] })
    expect(await flowsById(ask, [])).toEqual({ status: 200, body: [] })
  })

  test('flow-run ls by the name of a state', async () => {
    const { body } = await ask('POST', '/flow_runs/filter', {
      flow_runs: { state: { name: { any_: ['Failed'] } } },
    })
    expect(body).toMatchObject([{ name: 'amber-owl' }])
  })

  test.each([
    ['/flow_runs/filter', 201],
    ['/flow_runs/filter', -1],
    ['/flows/filter', 1_000],
    ['/logs/filter', 201],
    ['/flow_runs/paginate', 201],
  ])('%s with a limit of %i is told what the limit is', async (path, limit) => {
    const { status, body } = await ask('POST', path, { limit })
    expect(status).toBe(422)
    expect(JSON.stringify(body)).toContain(
      limit < 0
        ? 'Invalid limit: must be greater than or equal to 0.'
        : 'Invalid limit: must be less than or equal to 200.',
    )
  })

  test('flow-run logs: page after page until one is shorter, and from either end', async () => {
    const page = async (rest: object) => {
      const logs = {
        operator: 'and_',
        level: null,
        timestamp: null,
        flow_run_id: { any_: [runId] },
        task_run_id: null,
      }
      const { body } = await ask('POST', '/logs/filter', { logs, sort: 'TIMESTAMP_ASC', ...rest })
      return z
        .array(z.object({ message: z.string() }))
        .parse(body)
        .map(({ message }) => message)
    }
    expect(await page({ limit: null, offset: 0 })).toHaveLength(7)
    const seen: string[] = []
    for (let offset = 0; ; offset += 3) {
      const lines = await page({ limit: 3, offset })
      seen.push(...lines)
      if (lines.length < 3) break
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6].map((line) => `Line ${line}`))
    expect(await page({ limit: 2, sort: 'TIMESTAMP_DESC' })).toEqual(['Line 6', 'Line 5'])
    expect(await page({ offset: 7 })).toEqual([])
  })
})

describe('logs', () => {
  const found = async (logs: object | null) => {
    const { status, body } = await ask('POST', '/logs/filter', { logs })
    expect(status).toBe(200)
    return z
      .array(z.object({ message: z.string() }))
      .parse(body)
      .map(({ message }) => message.at(-1))
      .join('')
  }

  test.each<[object | null, string]>([
    [null, '0123456'],
    [{ level: { ge_: 30 } }, '135'],
    [{ level: { le_: 20 } }, '0246'],
    [{ level: { ge_: 20, le_: 20 } }, '0246'],
    [{ level: { ge_: 9e15 } }, ''],
    [{ timestamp: { after_: '2026-01-10T02:00:05Z' } }, '56'],
    [{ timestamp: { before_: start / 1_000 + 1 } }, '01'],
    [{ flow_run_id: { any_: [] } }, ''],
    [{ flow_run_id: { any_: null } }, '0123456'],
    [{ flow_run_id: { any_: [randomUUID()] } }, ''],
    [{ task_run_id: { is_null_: true } }, '0123456'],
    [{ task_run_id: { any_: [randomUUID()] } }, ''],
    [{ text: { query: '3 4' } }, '34'],
    [{ text: { query: '"line 3"' } }, '3'],
    [{ text: { query: 'LINE -3 !4' } }, '01256'],
    [{ text: { query: '+line +5' } }, '5'],
    [{ text: { query: '  ' } }, '0123456'],
    [{ text: { query: '%' } }, ''],
    [{ text: { query: 'prefect.flow_runs' } }, '0123456'],
    [{ operator: 'or_', level: { ge_: 30 }, timestamp: { before_: '2026-01-10T02:00:00Z' } }, '0135'],
  ])('%j leaves %s', async (filter, expected) => {
    expect(await found(filter)).toBe(expected)
  })

  test('have every field that clients read', async () => {
    const { body } = await ask('POST', '/logs/filter', { logs: { flow_run_id: { any_: [runId] } }, limit: 1 })
    expect(body).toEqual([
      {
        id: expect.any(String),
        created: expect.stringMatching(/Z$/),
        updated: expect.stringMatching(/Z$/),
        name: 'prefect.flow_runs',
        level: 20,
        message: 'Line 0',
        timestamp: '2026-01-10T02:00:00.000000Z',
        flow_run_id: runId,
        task_run_id: null,
      },
    ])
  })
})

describe('a body', () => {
  test.each(['null', '{}', '', ' '])('of %j restricts nothing', async (body) => {
    expect(await ask('POST', '/flow_runs/count', body)).toEqual({ status: 200, body: 2 })
    expect(await ask('POST', '/flows/count/', body)).toEqual({ status: 200, body: 2 })
  })

  test.each([
    ['a key of a filter that there is none of', { flow_runs: { colour: { any_: ['red'] } } }],
    ['an operator that there is none of', { flow_runs: { name: { not_like_: 'x' } } }],
    ['a state that there is none of', { flow_runs: { state: { type: { any_: ['SLEEPING'] } } } }],
    ['an order that there is none of', { sort: 'COLOUR_ASC' }],
    ['an id that is none', { flows: { id: { any_: ['me'] } } }],
    ['a time that is none', { flow_runs: { start_time: { after_: 'yesterday' } } }],
    ['a day that there is none of', { flow_runs: { start_time: { after_: '2026-02-30T00:00:00Z' } } }],
    ['a text with a NUL', { flow_runs: { name: { like_: '\0' } } }],
    ['an offset before the first', { offset: -1 }],
    ['an offset beyond counting', { offset: 1e12 }],
    ['a list', []],
    ['a word', '"flows"'],
    ['no JSON', '{'],
  ])('with %s is refused', async (_, body) => {
    expect(await ask('POST', '/flow_runs/filter', body)).toMatchObject({
      status: 422,
      body: { code: 'invalid_input' },
    })
  })

  test('with a key at the top that is not known is taken: newer clients send some', async () => {
    expect(await ask('POST', '/flow_runs/count', { flow_kinds: { any_: [] } })).toEqual({
      status: 200,
      body: 2,
    })
  })

  test('of any JSON is answered or refused, and never fails', { timeout: 120_000 }, async () => {
    const names = [
      'any_',
      'not_any_',
      'all_',
      'like_',
      'is_null_',
      'before_',
      'after_',
      'ge_',
      'le_',
      'id_',
      'type_',
      'operator',
      'query',
      'exists_',
    ]
    const value = fc.oneof(
      fc.constantFrom(
        null,
        true,
        'and_',
        'or_',
        'FAILED',
        runId,
        '2026-01-01',
        '0001-01-01T00:00:00+15:59',
        1e300,
        -5e-324,
        9e15,
        [],
        {},
      ),
      fc.array(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.uuid(),
          fc.constantFrom('FAILED', 'Late', 'Scheduled', '%'),
        ),
        { maxLength: 3 },
      ),
      fc.double(),
      fc.string({ unit: 'binary' }),
      fc.jsonValue(),
    )
    const criterion = fc.dictionary(
      fc.constantFrom(...names, 'type', 'name'),
      fc.oneof(value, fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2 })),
      { maxKeys: 2 },
    )
    const fields = [
      'id',
      'name',
      'tags',
      'state',
      'start_time',
      'end_time',
      'created_by',
      'parent_task_run_id',
      'operator',
      'level',
      'text',
      'timestamp',
      'flow_run_id',
      'deployment',
    ]
    const filter = fc.dictionary(
      fc.constantFrom(...fields),
      fc.oneof({ weight: 4, arbitrary: criterion }, value),
      { maxKeys: 2 },
    )
    const body = fc.oneof(
      { weight: 1, arbitrary: fc.jsonValue() },
      {
        weight: 5,
        arbitrary: fc.dictionary(
          fc.constantFrom(
            'flows',
            'flow_runs',
            'task_runs',
            'deployments',
            'logs',
            'limit',
            'offset',
            'page',
            'sort',
            'history_start',
            'history_end',
            'history_interval_seconds',
          ),
          fc.oneof({ weight: 4, arbitrary: filter }, { weight: 1, arbitrary: value }),
          { maxKeys: 3 },
        ),
      },
    )
    const answered = new Set<number>()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), body, async (path, given) => {
        const { status } = await ask('POST', path, JSON.stringify(given))
        answered.add(status)
        expect([200, 422]).toContain(status)
      }),
      { numRuns: 250 },
    )
    expect(answered).toEqual(new Set([200, 422]))
  })

  test.each(
    flowSearchRoutes.map((route) => [route.path.replace(/^.*\{workspaceId\}/, ''), route.example] as const),
  )('of the documentation’s example is taken: %s', async (path, example) => {
    expect((await ask('POST', path, example)).status).toBe(200)
  })
})

describe('denials', () => {
  test.each(paths)('%s is for who may read it, in this workspace', async (path) => {
    const example = flowSearchRoutes.find((route) => route.path.endsWith(`}${path}`))?.example
    const outsider = await workspaceClient(await newOrganization(), {
      workspaceId,
      permissions: ['read:workspace', 'read:flow', 'read:flow_run'],
    })
    const blind = await client([])
    const barred = await client(['read:workspace'])
    expect(await (await client(null))('POST', path, example)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })
    expect(await outsider('POST', path, example)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await blind('POST', path, example)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await barred('POST', path, example)).toMatchObject({
      status: 403,
      body: { permission: path.startsWith('/flows') ? 'read:flow' : 'read:flow_run' },
    })
  })

  test('who may see runs but not flows gets the flows of runs by their ids, and no others', async () => {
    const watcher = await client(['read:workspace', 'read:flow_run'])
    const { body } = await watcher('POST', '/flow_runs/filter')
    const ids = z
      .array(z.object({ flow_id: z.string() }))
      .parse(body)
      .map(({ flow_id }) => flow_id)
    expect(await flowsById(watcher, ids)).toEqual({ status: 200, body: [flow('nightly-load')] })
    for (const flows of [null, { name: { any_: ['nightly-load'] } }, { id: { not_any_: ids } }])
      expect(await watcher('POST', '/flows/filter', { flows })).toMatchObject({
        status: 403,
        body: { permission: 'read:flow' },
      })
    expect(await watcher('POST', '/flows/count', { flows: { id: { any_: ids } } })).toMatchObject({
      status: 403,
    })
  })
})

function flow(name: string) {
  return {
    id: expect.any(String),
    name,
    tags: [],
    labels: {},
    created: expect.stringMatching(/\.\d{6}Z$/),
    updated: expect.stringMatching(/\.\d{6}Z$/),
  }
}

async function flowsById(asking: WorkspaceClient, ids: string[]) {
  const flows = { operator: 'and_', id: { any_: ids }, deployment: null, name: null, tags: null }
  return asking('POST', '/flows/filter', { flows, flow_runs: null, limit: null, offset: 0, sort: null })
}
