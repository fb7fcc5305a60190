import { beforeAll, describe, expect, test } from 'vitest'
import { query } from '@/lib/testing/database'
import { newReportedFlow, newReportedRun, newRunCrew, setState, type RunCrew } from '@/lib/testing/flow-runs'
import { after } from '@/lib/testing/organizations'
import { getFlowRunDetail } from './pages/detail'
import { filterFlowRunsInput, filterTaskRunsInput, paginateFlowRunsInput } from './search/filter'
import { listFlowRuns } from './pages/list'
import { updateFlowRunLabels } from './reports/report'
import { createTaskRunInput } from './reports/report-schema'
import { listFlowRunsInput } from './schema'
import { filterFlowRuns, filterTaskRuns, paginateFlowRuns } from './search/search'
import { getFlowRun, listFlowRunStates } from './service'
import { createTaskRun } from './reports/task-runs'

// What clients chose the size of, in lists that many people ask for.

let crew: RunCrew
let flowId: string
beforeAll(async () => {
  crew = await newRunCrew()
  flowId = (await newReportedFlow(crew)).id
})

const tooLarge = { code: 'invalid_input', reason: 'answer_too_large' }

describe('an answer of more than 20 MB', () => {
  const runs = { flow_runs: { name: { any_: ['large'] } } }
  const filtered = (change: object) =>
    filterFlowRuns(crew.engine, crew.place, filterFlowRunsInput.parse({ ...runs, ...change }))

  beforeAll(async () => {
    for (let count = 0; count < 3; count += 1) await newReportedRun(crew, flowId, { name: 'large' })
    await query(
      `update flow_run set parameters = json_build_object('x', repeat('x', 8000000)) where workspace_id = $1 and name = 'large'`,
      [crew.place.workspaceId],
    )
  })

  test('of runs is refused with what to ask for instead', async () => {
    await expect(filtered({})).rejects.toMatchObject({
      ...tooLarge,
      message: 'Invalid limit: these 3 runs have more than 20 MB together. Ask for fewer at a time.',
    })
    await expect(
      paginateFlowRuns(crew.engine, crew.place, paginateFlowRunsInput.parse(runs)),
    ).rejects.toMatchObject(tooLarge)
  })

  test('of fewer of them is given whole', async () => {
    const rows = await filtered({ limit: 2 })
    expect(rows.map(({ parameters }) => String(parameters['x']).length)).toEqual([8_000_000, 8_000_000])
    expect(rows[0]).toEqual(await getFlowRun(crew.engine, { ...crew.place, flowRunId: rows[0]?.id ?? '' }))
  })

  test('of task runs is refused too', async () => {
    const { id } = await newReportedRun(crew, flowId)
    const step = (dynamic_key: string) =>
      createTaskRunInput.parse({ flow_run_id: id, task_key: 'x', dynamic_key, task_inputs: { a: [] } })
    for (const key of ['0', '1', '2']) await createTaskRun(crew.engine, { ...crew.place, ...step(key) })
    await query(
      `update task_run set details = json_build_object('task_inputs', json_build_object('x', repeat('x', 8000000))) where flow_run_id = $1`,
      [id],
    )
    const found = (change: object) =>
      filterTaskRuns(crew.engine, crew.place, filterTaskRunsInput.parse(change))
    await expect(found({})).rejects.toMatchObject(tooLarge)
    expect(await found({ limit: 1 })).toMatchObject([{ task_key: 'x', task_inputs: {} }])
  })

  test('of states is cut off', async () => {
    const run = await newReportedRun(crew, flowId)
    const key = { ...crew.place, flowRunId: run.id }
    for (const type of ['RUNNING', 'FAILED', 'RUNNING'])
      await setState(crew.engine, key, type, { force: true })
    await query(`update flow_run_state set data = to_json(repeat('x', 8000000)) where flow_run_id = $1`, [
      run.id,
    ])
    const states = await listFlowRunStates(crew.engine, key)
    expect(states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING'])
  })
})

test('the console’s lists read the beginning of a message and the first tags; the run’s page has all', async () => {
  const tags = Array.from({ length: 30 }, (_, index) => `tag-${String(index).padStart(2, '0')}`)
  const message = 'm'.repeat(2_000)
  const run = await newReportedRun(crew, flowId, {
    name: 'talkative',
    tags,
    state: { type: 'FAILED', message },
  })
  const input = listFlowRunsInput.parse({ ...crew.place, search: 'talkative' })
  const { rows } = await listFlowRuns(crew.engine, input)
  expect(rows).toMatchObject([{ tags: tags.slice(0, 10), tag_count: 30 }])
  expect(rows[0]?.state.message).toBe(`${'m'.repeat(500)}…`)
  const page = await getFlowRunDetail(crew.engine, { ...crew.place, flowRunId: run.id })
  expect(page).toMatchObject({ tags, tag_count: 30, state: { message }, states: [{ message }] })
})

test('a run has at most 250 labels, however they are added, and keeps those it has', async () => {
  const run = await newReportedRun(crew, flowId, { labels: { team: 'data' } })
  const key = { ...crew.place, flowRunId: run.id }
  const many = (from: number, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${from + index}`, index]))
  for (const from of [0, 100]) await updateFlowRunLabels(crew.engine, { ...key, labels: many(from, 100) })
  const { updated } = await getFlowRun(crew.engine, key)
  await expect(
    updateFlowRunLabels(after(crew.engine, 60_000), {
      ...key,
      labels: { team: 'other', ...many(200, 100) },
    }),
  ).rejects.toMatchObject({ code: 'invalid_input', reason: 'too_many_labels' })
  expect((await getFlowRun(crew.engine, key)).updated).toBe(updated)
  await updateFlowRunLabels(crew.engine, { ...key, labels: { ...many(0, 100), kind: 'run' } })
  const { labels } = await getFlowRun(crew.engine, key)
  expect(Object.keys(labels)).toHaveLength(203)
  expect(labels).toMatchObject({ team: 'data', kind: 'run', l199: 99 })
})
