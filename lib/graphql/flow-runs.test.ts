import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { newServiceAccountWithKey } from '@/lib/testing/api-keys'
import { askGraphql } from '@/lib/testing/graphql'
import { newCustomRole, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newWorkspace } from '@/lib/testing/workspaces'

let organization: Organization
let workspace_id: string
let robot: string
let reader: string
beforeAll(async () => {
  organization = await newOrganization()
  workspace_id = await newWorkspace(organization, 'Analytics')
  const kinds = ['flow', 'flow_run'].flatMap((kind) =>
    ['read', 'create', 'update', 'delete'].map((action) => `${action}:${kind}`),
  )
  robot = await keyHolding(['read:workspace', ...kinds])
  reader = await keyHolding(['read:workspace', 'read:flow', 'read:flow_run'])
})

async function keyHolding(permissions: string[]): Promise<string> {
  const roleId = await newCustomRole(organization, permissions)
  return (await newServiceAccountWithKey(organization, { roleId })).key.key
}

/** What an operation answers; the type of a change's input follows from its name. */
async function change(name: string, input: object, fields: string, key = robot): Promise<unknown> {
  const type = `${name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Input!`
  const document = `mutation ($input: ${type}) { done: ${name}(input: $input) { ${fields} } }`
  const { data, errors } = await askGraphql(document, {
    key,
    variables: { input: { workspace_id, ...input } },
  })
  return errors ? errors[0]?.extensions : data?.done
}

async function read(document: string, variables: object, key = robot): Promise<unknown> {
  const { data, errors } = await askGraphql(document, { key, variables: { workspace_id, ...variables } })
  expect(errors).toBeUndefined()
  return data
}

async function newRun(state?: object): Promise<string> {
  const { flow } = registered.parse(
    await change('register_flow', { name: `flow-${randomUUID()}` }, 'is_new flow { id }'),
  )
  const made = await change(
    'create_flow_run',
    { flow_id: flow.id, state, parameters: { day: 'monday', deep: [1, { two: 2 }] } },
    'is_new run { id name state_type }',
  )
  return created.parse(made).run.id
}

const registered = z.object({ is_new: z.boolean(), flow: z.object({ id: z.string() }) })
const created = z.object({ is_new: z.boolean(), run: z.object({ id: z.string() }) })

describe('an engine over GraphQL', () => {
  test('registers a flow, reports a run, its states and its log, and they are read back', async () => {
    const flow = registered.parse(
      await change(
        'register_flow',
        { name: 'nightly-load', tags: ['etl'], labels: { team: 'data', level: 2 } },
        'is_new flow { id }',
      ),
    )
    expect(flow.is_new).toBe(true)
    expect(await change('register_flow', { name: 'nightly-load' }, 'is_new flow { id labels tags }')).toEqual(
      {
        is_new: false,
        flow: { id: flow.flow.id, labels: { team: 'data', level: 2 }, tags: ['etl'] },
      },
    )
    const input = {
      flow_id: flow.flow.id,
      name: 'amber-owl',
      idempotency_key: 'night-1',
      parameters: { day: 'monday', rows: [1, 2] },
    }
    const made = created.parse(await change('create_flow_run', input, 'is_new run { id }'))
    expect(await change('create_flow_run', input, 'is_new run { id state_type }')).toEqual({
      is_new: false,
      run: { id: made.run.id, state_type: 'PENDING' },
    })
    const flow_run_id = made.run.id
    const state = async (type: string, rest: object = {}) =>
      change(
        'set_flow_run_state',
        { flow_run_id, state: { type, ...rest } },
        'status is_written state { type name message } details { reason }',
      )
    expect(await state('RUNNING')).toMatchObject({
      status: 'ACCEPT',
      is_written: true,
      state: { type: 'RUNNING', name: 'Running' },
    })
    expect(
      await change(
        'write_flow_run_logs',
        {
          logs: [
            { name: 'etl', level: 40, message: 'No rows', timestamp: '2026-01-01T12:00:00Z', flow_run_id },
          ],
        },
        'success',
      ),
    ).toEqual({ success: true })
    expect(await change('label_flow_run', { flow_run_id, labels: { shift: 'night' } }, 'success')).toEqual({
      success: true,
    })
    expect(await change('update_flow_run', { flow_run_id, tags: ['late'] }, 'success')).toEqual({
      success: true,
    })
    expect(await state('FAILED', { message: 'No rows', data: { type: 'unpersisted' } })).toMatchObject({
      status: 'ACCEPT',
      state: { message: 'No rows' },
    })
    expect(await state('RUNNING', { state_details: { transition_id: randomUUID() } })).toMatchObject({
      status: 'ACCEPT',
    })
    expect(await state('COMPLETED')).toMatchObject({ status: 'ACCEPT' })
    const document = `query ($workspace_id: ID!, $id: ID!) {
      flow_run(workspace_id: $workspace_id, flow_run_id: $id) { name status seconds tags parameters labels flow { name } states { type name by { kind } } can { cancel { allowed } } }
      flow_run_logs(workspace_id: $workspace_id, flow_run_id: $id, level: 30) { rows { message level } next_cursor }
    }`
    expect(await read(document, { id: flow_run_id }, reader)).toMatchObject({
      flow_run: {
        name: 'amber-owl',
        status: 'COMPLETED',
        tags: ['late'],
        parameters: { day: 'monday', rows: [1, 2] },
        labels: { shift: 'night' },
        seconds: expect.any(Number),
        flow: { name: 'nightly-load' },
        can: { cancel: { allowed: false } },
        states: ['PENDING', 'RUNNING', 'FAILED', 'RUNNING', 'COMPLETED'].map((type) => ({
          type,
          by: { kind: 'SERVICE_ACCOUNT' },
        })),
      },
      flow_run_logs: { rows: [{ message: 'No rows', level: 40 }], next_cursor: null },
    })
  })

  test('reports the step that another run is the work of, and resumes what is paused', async () => {
    const flow_run_id = await newRun({ type: 'RUNNING' })
    const step = { flow_run_id, task_key: 'load', dynamic_key: '0', state: { type: 'PENDING' } }
    const made = z.object({ id: z.string() }).parse(await change('create_task_run', step, 'id is_new'))
    expect(await change('create_task_run', step, 'id is_new')).toEqual({ id: made.id, is_new: false })
    expect(
      await change('resume_flow_run', { flow_run_id }, 'status state { type } details { reason }'),
    ).toMatchObject({ status: 'ABORT', state: null })
    await change('set_flow_run_state', { flow_run_id, state: { type: 'PAUSED' } }, 'status')
    expect(await change('resume_flow_run', { flow_run_id }, 'status state { type }')).toEqual({
      status: 'ACCEPT',
      state: { type: 'RUNNING' },
    })
  })
})

describe('people over GraphQL', () => {
  test('start, cancel and delete runs, and delete a flow with its runs', async () => {
    const { flow } = registered.parse(await change('register_flow', { name: 'report' }, 'is_new flow { id }'))
    const start = async () =>
      z
        .object({ id: z.string() })
        .parse(await change('start_flow_run', { flow_id: flow.id, parameters: { day: 1 } }, 'id')).id
    const [one, two, three] = [await start(), await start(), await start()]
    expect(await change('cancel_flow_run', { flow_run_id: one }, 'id state_type')).toEqual({
      id: one,
      state_type: 'CANCELLED',
    })
    expect(await change('cancel_flow_run', { flow_run_id: one }, 'id')).toMatchObject({
      code: 'conflict',
      reason: 'run_has_ended',
    })
    expect(
      await change('cancel_flow_runs', { flow_run_ids: [one, two] }, 'outcomes { flow_run_id outcome }'),
    ).toEqual({
      outcomes: [
        { flow_run_id: one, outcome: 'refused' },
        { flow_run_id: two, outcome: 'changed' },
      ],
    })
    const document = `query ($workspace_id: ID!, $status: [FlowRunStatus!], $flow: ID) {
      flow_runs(workspace_id: $workspace_id, flow: $flow, status: $status, limit: 2) { rows { id status } next_cursor }
      flows(workspace_id: $workspace_id, search: "report") { rows { name recent_runs { status } } }
      workspace_runs(workspace_id: $workspace_id) { has_flows late }
      flow_run_timeline(workspace_id: $workspace_id, period: day) { total counts bins { total } }
    }`
    expect(await read(document, { flow: flow.id, status: ['CANCELLED'] }, reader)).toMatchObject({
      flow_runs: { rows: [{ status: 'CANCELLED' }, { status: 'CANCELLED' }], next_cursor: null },
      flows: { rows: [{ name: 'report' }] },
      workspace_runs: { has_flows: true },
    })
    expect(await change('delete_flow_run', { flow_run_id: one }, 'success')).toEqual({ success: true })
    expect(await change('delete_flow_runs', { flow_run_ids: [one, two] }, 'outcomes { outcome }')).toEqual({
      outcomes: [{ outcome: 'refused' }, { outcome: 'changed' }],
    })
    expect(await change('update_flow', { flow_id: flow.id, tags: ['x'] }, 'success')).toEqual({
      success: true,
    })
    expect(await change('delete_flow', { flow_id: flow.id }, 'success')).toEqual({ success: true })
    expect(await change('delete_flow_run', { flow_run_id: three }, 'success')).toMatchObject({
      reason: 'flow_run_not_found',
    })
  })
})

describe('denials', () => {
  test.each<[string, object, string, string]>([
    ['register_flow', { name: 'x' }, 'is_new', 'create:flow'],
    ['update_flow', { flow_id: randomUUID() }, 'success', 'update:flow'],
    ['delete_flow', { flow_id: randomUUID() }, 'success', 'delete:flow'],
    ['start_flow_run', { flow_id: randomUUID() }, 'id', 'create:flow_run'],
    ['create_flow_run', { flow_id: randomUUID() }, 'is_new', 'create:flow_run'],
    [
      'set_flow_run_state',
      { flow_run_id: randomUUID(), state: { type: 'RUNNING' } },
      'status',
      'update:flow_run',
    ],
    ['resume_flow_run', { flow_run_id: randomUUID() }, 'status', 'update:flow_run'],
    ['update_flow_run', { flow_run_id: randomUUID() }, 'success', 'update:flow_run'],
    ['label_flow_run', { flow_run_id: randomUUID(), labels: {} }, 'success', 'update:flow_run'],
    ['cancel_flow_run', { flow_run_id: randomUUID() }, 'id', 'update:flow_run'],
    ['cancel_flow_runs', { flow_run_ids: [randomUUID()] }, 'outcomes { name }', 'update:flow_run'],
    ['delete_flow_run', { flow_run_id: randomUUID() }, 'success', 'delete:flow_run'],
    ['delete_flow_runs', { flow_run_ids: [randomUUID()] }, 'outcomes { name }', 'delete:flow_run'],
    ['write_flow_run_logs', { logs: [] }, 'success', 'update:flow_run'],
    ['create_task_run', { task_key: 'a', dynamic_key: 'b' }, 'id', 'update:flow_run'],
  ])('%s is refused to who may only read', async (name, input, fields, permission) => {
    expect(await change(name, input, fields, reader)).toMatchObject({ code: 'forbidden', permission })
  })

  test('of another organization nothing is there', async () => {
    const other = await newServiceAccountWithKey(await newOrganization())
    expect(await change('register_flow', { name: 'x' }, 'is_new', other.key.key)).toMatchObject({
      code: 'not_found',
    })
  })
})
