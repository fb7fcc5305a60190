import { expect, test } from 'vitest'
import { deleteFlow } from '@/lib/flows/service'
import { listFlows } from '@/lib/flows/list'
import { listFlowsInput } from '@/lib/flows/schema'
import { query } from '@/lib/testing/database'
import { newReportedFlow, newReportedRun, newRunCrew, type RunCrew } from '@/lib/testing/flow-runs'
import { countedIn, newLog, newRun, newTaskRun } from '@/lib/testing/runs'
import { getRunTimeline } from '../pages/counts'
import { removeDeletedRuns } from './deleted-runs'
import { getFlowRunDetail, listRunLogs } from '../pages/detail'
import {
  filterFlowRunsInput,
  filterLogsInput,
  filterTaskRunsInput,
  flowRunHistoryInput,
  flowRunsCriteria,
  taskRunsCriteria,
} from '../search/filter'
import { listFlowRuns } from '../pages/list'
import { writeLogs } from '../reports/logs'
import { deleteFlowRun, deleteFlowRuns } from '../orders/orders'
import { getWorkspaceRuns } from '../pages/overview'
import { setFlowRunState, updateFlowRun, updateFlowRunLabels } from '../reports/report'
import { setStateInput } from '../reports/report-schema'
import { listFlowRunsInput, listRunLogsInput, timelineInput } from '../schema'
import {
  countFlowRuns,
  countTaskRuns,
  filterFlowRuns,
  filterLogs,
  filterTaskRuns,
  flowRunHistory,
  flowRunLateness,
} from '../search/search'
import { getFlowRun, getFlowRunState, listFlowRunStates } from '../service'
import { getTaskRun } from '../reports/task-runs'

const minute = 60_000
const logs = [{ name: 'x', level: 20, message: 'late', timestamp: '2026-01-01T00:00:00Z' }]

/** A workspace with runs of a flow that have all that a run can have, and one of another flow beside them. */
async function newDoomed() {
  const crew = await newRunCrew()
  const { workspaceId } = crew.place
  const [doomed, kept] = [await newReportedFlow(crew, 'doomed'), await newReportedFlow(crew, 'kept')]
  await newReportedRun(crew, kept.id)
  const run = await newReportedRun(crew, doomed.id)
  const of = { workspaceId, flowRunId: run.id }
  await newLog(of, { message: 'Hello' })
  const taskRunId = await newTaskRun(of)
  const at = new Date(Date.now() - minute)
  const others = [
    await newRun({ ...of, flowId: doomed.id, type: 'RUNNING', at, parentTaskRunId: taskRunId }),
    await newRun({ ...of, flowId: doomed.id, type: 'SCHEDULED', at }),
    await newRun({ ...of, flowId: doomed.id, type: 'FAILED', at }),
  ]
  return { crew, flowId: doomed.id, run, taskRunId, ids: [run.id, ...others] }
}

/** All there is to read of a workspace, as numbers. */
async function readAll({ place, engine }: RunCrew) {
  const ctx = { ...engine, now: new Date() }
  const runs = await filterFlowRuns(ctx, place, filterFlowRunsInput.parse({}))
  const counted = await countFlowRuns(ctx, place, flowRunsCriteria.parse({}))
  const one = { flow_runs: { id: { not_any_: [] } } }
  const timeline = await getRunTimeline(ctx, timelineInput.parse(place))
  const history = await flowRunHistory(
    ctx,
    place,
    flowRunHistoryInput.parse({
      history_start: new Date(Date.now() - 60 * minute).toISOString(),
      history_end: new Date(Date.now() + 60 * minute).toISOString(),
      history_interval_seconds: 86_400,
    }),
  )
  const { late, running, next, failures } = await getWorkspaceRuns(ctx, place)
  return {
    runs: [
      runs.length,
      counted,
      await countFlowRuns(ctx, place, flowRunsCriteria.parse(one)),
      timeline.total,
      timeline.runs?.length,
      history.flatMap(({ states }) => states).reduce((sum, { count_runs }) => sum + count_runs, 0),
      (await listFlowRuns(ctx, listFlowRunsInput.parse(place))).rows.length,
      (await listFlowRuns(ctx, listFlowRunsInput.parse({ ...place, search: '-' }))).rows.length,
      (await listFlows(ctx, listFlowsInput.parse(place))).rows.flatMap((flow) => flow.recent_runs).length,
    ],
    overview: [late, running, next.length, failures.length],
    lines: (await filterLogs(ctx, place, filterLogsInput.parse({}))).length,
    steps: [
      (await filterTaskRuns(ctx, place, filterTaskRunsInput.parse({}))).length,
      await countTaskRuns(ctx, place, taskRunsCriteria.parse({})),
    ],
    isLate:
      (await flowRunLateness(
        ctx,
        place,
        flowRunsCriteria.parse({ flow_runs: { name: { like_: 'run-' } } }),
      )) !== null,
  }
}

const one = { runs: Array(9).fill(1), overview: [0, 0, 0, 0], lines: 0, steps: [0, 0], isLate: false }

async function rowsOf(workspaceId: string): Promise<unknown> {
  const [rows] = await query(
    `select (select count(*)::int from flow_run where workspace_id = $1) as runs,
       (select count(*)::int from flow_run_state where workspace_id = $1) as states,
       (select count(*)::int from flow_run_log where workspace_id = $1) as lines,
       (select count(*)::int from task_run where workspace_id = $1) as steps,
       (select count(*)::int from deleted_flow where workspace_id = $1) as deleted`,
    [workspaceId],
  )
  return rows
}

type Doomed = Awaited<ReturnType<typeof newDoomed>>
const ways: Record<string, (doomed: Doomed) => Promise<unknown>> = {
  'runs that were deleted': ({ crew, ids: [first = '', ...others] }) =>
    deleteFlowRun(crew.engine, { ...crew.place, flowRunId: first }).then(() =>
      deleteFlowRuns(crew.engine, { ...crew.place, flowRunIds: others }),
    ),
  'runs of a flow that was deleted': ({ crew, flowId }) => deleteFlow(crew.engine, { ...crew.place, flowId }),
  'runs of a flow that was deleted in the database': ({ flowId }) =>
    query('delete from flow where id = $1', [flowId]),
}

test.each(Object.keys(ways))(
  '%s are gone at once from all that is read, and a job removes them',
  async (way) => {
    const doomed = await newDoomed()
    const { crew, run, taskRunId } = doomed
    const { place, engine } = crew
    const key = { ...place, flowRunId: run.id }
    expect((await readAll(crew)).runs).toEqual(Array(9).fill(5))
    await ways[way]?.(doomed)
    // Whatever is left of them: the job, which tests of other files run, may have come already.
    expect(await readAll(crew)).toEqual(one)
    const gone = [
      () => getFlowRun(engine, key),
      () => getFlowRunDetail(engine, key),
      () => listRunLogs(engine, listRunLogsInput.parse(key)),
      () => getFlowRunState(engine, { ...place, stateId: run.state_id }),
      () => getTaskRun(engine, { ...place, taskRunId }),
      () => setFlowRunState(engine, { ...key, ...setStateInput.parse({ state: { type: 'RUNNING' } }) }),
      () => updateFlowRun(engine, { ...key, name: 'x' }),
      () => updateFlowRunLabels(engine, { ...key, labels: {} }),
      () => deleteFlowRun(engine, key),
    ]
    for (const attempt of gone) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
    expect(await listFlowRunStates(engine, key)).toEqual([])
    await writeLogs(engine, { ...place, logs: logs.map((line) => ({ ...line, flow_run_id: run.id })) })

    await removeDeletedRuns(place.workspaceId)
    expect(await rowsOf(place.workspaceId)).toEqual({ runs: 1, states: 1, lines: 0, steps: 0, deleted: 0 })
    expect(await countedIn(place.workspaceId)).toEqual({ PENDING: 1 })
    expect(await readAll(crew)).toEqual(one)
  },
)

test('deleting runs has a job remove them; what it has no time for, another one', async () => {
  const { crew, ids } = await newDoomed()
  const { workspaceId } = crew.place
  const jobs = () =>
    query('select 1 from graphile_worker.jobs where key = $1', [`remove_deleted_runs ${workspaceId}`])
  await deleteFlowRuns(crew.engine, { ...crew.place, flowRunIds: ids })
  expect(await jobs()).toHaveLength(1)
  await query('select graphile_worker.remove_job($1)', [`remove_deleted_runs ${workspaceId}`])
  await removeDeletedRuns(workspaceId, 0)
  expect(await jobs()).toHaveLength(1)
})

test('the key of a run that was deleted is free again, and two of a key are deleted together', async () => {
  const crew = await newRunCrew()
  const flows = [await newReportedFlow(crew, 'one'), await newReportedFlow(crew, 'two')]
  const make = () => Promise.all(flows.map(({ id }) => newReportedRun(crew, id, { idempotency_key: 'same' })))
  const first = (await make()).map(({ id }) => id)
  expect((await make()).map(({ id }) => id)).toEqual(first)
  await deleteFlowRuns(crew.engine, { ...crew.place, flowRunIds: first })
  for (const { id } of await make()) expect(first).not.toContain(id)
})
