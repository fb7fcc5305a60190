import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { query } from '@/lib/testing/database'
import { newReportedFlow, newReportedRun, newRunCrew, type RunCrew } from '@/lib/testing/flow-runs'
import { writeLogs } from './logs'
import { logsInput } from './report-schema'

let crew: RunCrew
let flowRunId: string
beforeAll(async () => {
  crew = await newRunCrew()
  flowRunId = (await newReportedRun(crew, (await newReportedFlow(crew)).id)).id
})

type Line = { message: string; level: number; timestamp: Date; name: string; task_run_id: string | null }

async function written(lines: Record<string, unknown>[]): Promise<Line[]> {
  await query('delete from flow_run_log where flow_run_id = $1', [flowRunId])
  const line = { name: 'prefect.flow_runs', level: 20, message: 'x', timestamp: 1_795_213_263.5 }
  const logs = logsInput.parse(lines.map((change) => ({ ...line, flow_run_id: flowRunId, ...change })))
  await writeLogs(crew.engine, { ...crew.place, logs })
  return query<Line>(
    'select message, level, timestamp, name, task_run_id from flow_run_log where flow_run_id = $1 order by timestamp, id',
    [flowRunId],
  )
}

test('lines of one moment keep their order, across requests of one process too', async () => {
  const messages = Array.from({ length: 300 }, (_, index) => ({ message: String(index) }))
  const lines = await written(messages)
  expect(lines.map(({ message }) => message)).toEqual(messages.map(({ message }) => message))
})

test('a line is kept as it is, but for the character that no database stores', async () => {
  const task_run_id = randomUUID()
  const change = { message: 'done\u0000 \ud800 🎉\n', level: 40, task_run_id, worker_id: randomUUID() }
  expect(await written([{ ...change, timestamp: '2026-01-01 12:00:00.5+02:00', name: 'mine' }])).toEqual([
    {
      message: 'done\uFFFD \uFFFD 🎉\n',
      level: 40,
      task_run_id,
      name: 'mine',
      timestamp: new Date('2026-01-01T10:00:00.500Z'),
    },
  ])
})

test('lines of no run and of runs that are not in the workspace are dropped, and the others kept', async () => {
  const elsewhere = await newRunCrew()
  const foreign = (await newReportedRun(elsewhere, (await newReportedFlow(elsewhere)).id)).id
  const lines = [{ flow_run_id: null }, { flow_run_id: foreign }, { flow_run_id: randomUUID() }, {}]
  expect(await written(lines)).toHaveLength(1)
  expect(await query('select 1 from flow_run_log where flow_run_id = $1', [foreign])).toEqual([])
})

test('none is a request too', async () => {
  expect(await written([])).toEqual([])
})
