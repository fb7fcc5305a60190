import { beforeAll, describe, expect, test } from 'vitest'
import { newReportedFlow, newReportedRun, newRunCrew, type RunCrew } from '@/lib/testing/flow-runs'
import { askGraphql } from '@/lib/testing/graphql'
import { askRoute, type RouteAnswer } from '@/lib/testing/route-requests'

// No text of the database holds a NUL or half a character, but the JSON of clients does.

let crew: RunCrew
let flow_id: string
beforeAll(async () => {
  crew = await newRunCrew()
  flow_id = (await newReportedFlow(crew)).id
})

/** Asks below the workspace as a client of the wire format does. */
async function ask(method: 'get' | 'post', path: string, body?: object): Promise<RouteAnswer> {
  const { accountId, workspaceId } = crew.place
  const address = `/api/accounts/${accountId}/workspaces/${workspaceId}/${path}`
  return askRoute({ method }, { address, key: crew.key, body: body && JSON.stringify(body) })
}

async function change(name: string, input: object, fields: string): Promise<unknown> {
  const type = `${name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Input!`
  const document = `mutation ($input: ${type}) { done: ${name}(input: $input) { ${fields} } }`
  const variables = { input: { workspace_id: crew.place.workspaceId, ...input } }
  const { data, errors } = await askGraphql(document, { key: crew.key, variables })
  return errors ? errors[0]?.extensions['code'] : data?.done
}

describe.each([
  ['a NUL', '\u0000'],
  ['half a character', '\ud800'],
])('%s in the JSON of a client', (_, odd) => {
  const json = { a: odd, [`k${odd}`]: [odd] }

  test('is taken by both APIs and breaks no list, no filter and no page', async () => {
    const state = { type: 'PENDING', data: json, message: odd }
    const own = {
      parameters: json,
      context: json,
      job_variables: json,
      empirical_policy: { retry_type: odd },
    }
    const run = await newReportedRun(crew, flow_id, { state, ...own })
    const made = await change('create_flow_run', { flow_id, state, ...own }, 'is_new')
    expect(made).toEqual({ is_new: true })
    const step = { flow_run_id: run.id, task_key: `key-${odd === '\u0000'}`, dynamic_key: '0' }
    const stepped = { ...step, state, task_inputs: json, empirical_policy: json, cache_key: odd, name: odd }
    expect(await change('create_task_run', stepped, 'is_new')).toEqual({ is_new: true })
    const next = { flow_run_id: run.id, state: { ...state, type: 'RUNNING', name: odd } }
    expect(await change('set_flow_run_state', next, 'status')).toEqual({ status: 'ACCEPT' })
    const edited = { flow_run_id: run.id, parameters: json, empirical_policy: { pause_keys: [odd] } }
    expect(await change('update_flow_run', edited, 'success')).toEqual({ success: true })

    const task_runs = { state: { type: { any_: ['PENDING'] }, name: { any_: ['Pending'] } } }
    for (const kind of ['flows', 'flow_runs', 'task_runs'])
      expect(await ask('post', `${kind}/filter`, { task_runs })).toMatchObject({ status: 200 })
    expect(await ask('post', 'task_runs/filter', { task_runs })).toMatchObject({
      body: expect.arrayContaining([expect.objectContaining({ state_type: 'PENDING', flow_run_id: run.id })]),
    })
    const address = `flow_runs/${run.id}`
    for (const path of [
      address,
      `flow_run_states?flow_run_id=${run.id}`,
      `console/flow-runs/${run.id}`,
      'console/flow-runs',
    ])
      expect((await ask('get', path)).status, path).toBe(200)
    expect(await ask('get', address)).toMatchObject({ body: { parameters: json, state: { data: json } } })
  })

  test('is no failure of ours where it is a name', async () => {
    const run = await newReportedRun(crew, flow_id)
    for (const [name, input] of [
      ['register_flow', { name: odd }],
      ['register_flow', { name: 'other', tags: [odd] }],
      ['register_flow', { name: 'other', labels: { x: odd } }],
      ['create_flow_run', { flow_id, name: odd }],
      ['create_flow_run', { flow_id, idempotency_key: odd }],
      ['update_flow_run', { flow_run_id: run.id, infrastructure_pid: odd }],
      ['label_flow_run', { flow_run_id: run.id, labels: { [odd]: 1 } }],
      ['create_task_run', { flow_run_id: run.id, task_key: odd, dynamic_key: '0' }],
    ] as const)
      expect(await change(name, input, '__typename'), name).not.toBe('internal')
  })
})
