import { beforeAll, expect, test } from 'vitest'
import { newReportedFlow, newReportedRun, newRunCrew, type RunCrew } from '@/lib/testing/flow-runs'
import { listRunLogs } from './pages/detail'
import { filterFlowRunsInput } from './search/filter'
import { listFlowRuns } from './pages/list'
import { writeLogs } from './reports/logs'
import { logsInput } from './reports/report-schema'
import { listFlowRunsInput, listRunLogsInput } from './schema'
import { filterFlowRuns } from './search/search'

// Clients choose times: of log lines, and of what is scheduled.

let crew: RunCrew
let flowId: string
beforeAll(async () => {
  crew = await newRunCrew()
  flowId = (await newReportedFlow(crew)).id
})

const times = ['0001-01-01T00:00:00.000000Z', '1969-12-31T23:59:59.999999Z', '1970-01-01T00:00:00.000000Z']

test('a log with lines of any year is read page by page', async () => {
  const { id: flow_run_id } = await newReportedRun(crew, flowId)
  const lines = times.map((timestamp) => ({
    name: 'x',
    level: 20,
    message: timestamp,
    timestamp,
    flow_run_id,
  }))
  await writeLogs(crew.engine, { ...crew.place, logs: logsInput.parse(lines) })
  for (const order of ['oldest', 'newest'] as const) {
    const read: string[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const input = { ...crew.place, flowRunId: flow_run_id, order, limit: 1, cursor }
      const page = await listRunLogs(crew.engine, listRunLogsInput.parse(input))
      read.push(...page.rows.map(({ timestamp }) => timestamp))
      cursor = page.nextCursor
    }
    expect(read).toEqual(order === 'oldest' ? times : times.toReversed())
  }
})

test('so are runs that were scheduled for any year, and they are found', async () => {
  for (const scheduled_time of times)
    await newReportedRun(crew, flowId, { state: { type: 'SCHEDULED', state_details: { scheduled_time } } })
  const filter = { ...crew.place, status: 'LATE', limit: 1 }
  const { rows, nextCursor } = await listFlowRuns(crew.engine, listFlowRunsInput.parse(filter))
  expect(rows[0]?.expected_start_time).toBe(times[2])
  const next = await listFlowRuns(crew.engine, listFlowRunsInput.parse({ ...filter, cursor: nextCursor }))
  const last = listFlowRunsInput.parse({ ...filter, cursor: next.nextCursor })
  expect((await listFlowRuns(crew.engine, last)).rows[0]?.expected_start_time).toBe(times[0])

  const before = { flow_runs: { expected_start_time: { before_: '0001-01-01T14:00:00+14:00' } } }
  expect(await filterFlowRuns(crew.engine, crew.place, filterFlowRunsInput.parse(before))).toHaveLength(1)
})
