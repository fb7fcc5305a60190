import { expect, test } from 'vitest'
import { filterFlowRunsInput, filterLogsInput, paginateFlowRunsInput } from './filter'

const id = '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f'

test.each([
  ['ids', (count: number) => ({ id: { any_: Array(count).fill(id) } })],
  ['names', (count: number) => ({ name: { any_: Array(count).fill('x') } })],
  ['tags', (count: number) => ({ tags: { all_: Array(count).fill('x') } })],
  ['types', (count: number) => ({ state: { type: { not_any_: Array(count).fill('FAILED') } } })],
])('a filter has at most 1,000 %s, and one sentence for more', (_, flowRuns) => {
  expect(filterFlowRunsInput.safeParse({ flow_runs: flowRuns(1_000) }).success).toBe(true)
  const result = filterFlowRunsInput.safeParse({ flow_runs: flowRuns(1_001) })
  expect(result.error?.issues.map(({ message }) => message)).toEqual(['Give at most 1,000 values.'])
})

test('a page is as far as its rows, and a log is read to its end', () => {
  const isTaken = (page: number, limit: number) => paginateFlowRunsInput.safeParse({ page, limit }).success
  expect([isTaken(501, 200), isTaken(502, 200), isTaken(10_001, 10)]).toEqual([true, false, true])
  expect(filterFlowRunsInput.safeParse({ offset: 100_001 }).success).toBe(false)
  expect(filterLogsInput.safeParse({ offset: 5_000_000 }).success).toBe(true)
})
