import { describe, expect, test } from 'vitest'
import {
  createFlowRunInput,
  createTaskRunInput,
  labels,
  logsInput,
  setStateInput,
  stateInput,
  updateFlowRunInput,
} from './report-schema'

const flow_id = '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f'

/** JSON of a little more than so many kilobytes. */
const large = (kilobytes: number) => ({ x: 'x'.repeat(kilobytes * 1_024) })

describe('a time', () => {
  const read = (scheduled_time: unknown) =>
    stateInput.safeParse({ type: 'SCHEDULED', state_details: { scheduled_time } }).data?.details

  test.each([
    ['2026-01-01T12:00:00.000000Z', '2026-01-01T12:00:00.000000Z'],
    ['2026-01-01T12:00:00Z', '2026-01-01T12:00:00.000000Z'],
    ['2026-01-01 12:00:00.000000+00:00', '2026-01-01T12:00:00.000000Z'],
    ['2026-01-01 12:00:00.123456+02:00', '2026-01-01T10:00:00.123456Z'],
    [1_795_213_263.110353, '2026-11-20T22:21:03.110353Z'],
    [0, '1970-01-01T00:00:00.000000Z'],
  ])('%j is read as %s', (given, expected) => {
    expect(read(given)).toEqual({ scheduled_time: expected })
  })

  test.each([
    'tomorrow',
    '',
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
    1e300,
    true,
    {},
  ])('%j is none', (given) => {
    expect(read(given)).toBeUndefined()
  })
})

describe('a state', () => {
  test('is called after its type unless told, and leaves out what is null', () => {
    expect(stateInput.parse({ type: 'CRASHED', state_details: { pause_key: null, added: 1 } })).toEqual({
      type: 'CRASHED',
      name: 'Crashed',
      message: null,
      data: null,
      details: {},
    })
    expect(stateInput.parse({ type: 'FAILED', name: 'TimedOut' }).name).toBe('TimedOut')
  })

  test.each(['id', 'timestamp'])('has no %s of the client', (key) => {
    const result = setStateInput.safeParse({ state: { type: 'RUNNING', [key]: '2026-01-01T00:00:00Z' } })
    expect(result.error?.issues).toMatchObject([
      { path: ['state', key], message: 'The server gives it. Leave it out.' },
    ])
  })

  test('has text that the database stores, whatever was sent', () => {
    const { message, details } = stateInput.parse({
      type: 'FAILED',
      message: 'a\u0000b\ud800c🎉',
      state_details: { cache_key: '\u0000', run_input_keyset: { 'k\u0000': 'v' } },
    })
    expect(message).toBe('a\uFFFDb\uFFFDc🎉')
    expect(details).toEqual({ cache_key: '\uFFFD', run_input_keyset: { 'k\uFFFD': 'v' } })
  })

  test('keeps data of any kind as it came', () => {
    for (const data of [7, 'text', false, [1, null], { a: { b: [] } }])
      expect(stateInput.parse({ type: 'COMPLETED', data }).data).toEqual(data)
  })
})

test.each([
  ['a name of nothing', { name: '' }],
  ['a name with the character of code 0', { name: 'a\u0000' }],
  ['half a character in a tag', { tags: ['\ud800'] }],
  ['no tag', { tags: [null] }],
  ['a list of parameters', { parameters: [] }],
  ['an idempotency key that no index takes', { idempotency_key: 'x'.repeat(501) }],
  ['101 tags', { tags: Array.from({ length: 101 }, String) }],
  ['tags of more than 64 KB', { tags: Array.from({ length: 100 }, () => '€'.repeat(400)) }],
  ['an object as a label', { labels: { x: {} } }],
  ['101 labels', { labels: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [index, index])) }],
  ['a label of more than 1,000 characters', { labels: { x: 'x'.repeat(1_001) } }],
  ['a context of more than 512 KB', { context: large(512) }],
  ['job variables of more than 512 KB', { job_variables: large(512) }],
  ['a policy of more than 64 KB', { empirical_policy: large(64) }],
  ['a result of more than 512 KB', { state: { type: 'COMPLETED', data: large(512) } }],
  ['a result of many small parts', { state: { type: 'COMPLETED', data: Array(300_000).fill(0) } }],
  [
    'a place to pause that is a text',
    { state: { type: 'PAUSED', state_details: { pause_key: large(1).x } } },
  ],
  ['a context that is a list', { context: [] }],
  ['a label that cannot be stored', { labels: { x: '\u0000' } }],
  ['half a try', { empirical_policy: { retries: 0.5 } }],
  ['a delay before now', { empirical_policy: { retry_delay: -1 } }],
  ['a step that is no id', { parent_task_run_id: '7' }],
])('a run is not reported with %s', (_, change) => {
  expect(createFlowRunInput.safeParse({ flow_id }).success).toBe(true)
  expect(createFlowRunInput.safeParse({ flow_id, ...change }).success).toBe(false)
})

test('JSON nested deeper than anybody writes is refused, not overflowing', () => {
  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
  const isTaken = (depth: number) =>
    createFlowRunInput.safeParse({ flow_id, parameters: { x: nested(depth) } }).success
  expect([isTaken(150), isTaken(100_000)]).toEqual([true, false])
  expect(stateInput.safeParse({ type: 'COMPLETED', data: nested(100_000) }).success).toBe(false)
  expect(updateFlowRunInput.safeParse({ empirical_policy: { mine: nested(100_000) } }).success).toBe(false)
  expect(
    createTaskRunInput.safeParse({ task_key: 'x', dynamic_key: '0', task_inputs: { x: nested(300) } })
      .success,
  ).toBe(false)
})

test('policies keep what we do not know of them', () => {
  const policy = { retries: 2, retry_delay: 1.5, max_retries: 0, retry_type: null, mine: [1] }
  expect(updateFlowRunInput.parse({ empirical_policy: policy })).toEqual({ empirical_policy: policy })
})

test('labels are texts, numbers and truth values', () => {
  const given = { a: 'x', b: 1.5, c: false }
  expect(labels.parse(given)).toEqual(given)
})

test('a log line of any run, or of none, is taken with what newer clients add', () => {
  const line = { name: 'x', level: 20, message: '', timestamp: '2026-01-01T00:00:00Z' }
  expect(logsInput.safeParse([line, { ...line, flow_run_id: null, worker_id: 'any' }]).success).toBe(true)
  for (const change of [{ level: 'info' }, { message: null }, { timestamp: null }, { flow_run_id: 7 }])
    expect(logsInput.safeParse([{ ...line, ...change }]).success).toBe(false)
})

test.each([
  ['exactly as long as is kept', 'x'.repeat(16_384), 'x'.repeat(16_384)],
  ['a character longer', 'x'.repeat(16_385), `${'x'.repeat(16_384)}… (shortened: it had 16,385 bytes)`],
  ['longer in bytes alone', '€'.repeat(6_000), `${'€'.repeat(5_461)}… (shortened: it had 18,000 bytes)`],
])('the message of a state that is %s is kept as far as it goes', (_, message, kept) => {
  expect(stateInput.parse({ type: 'FAILED', message }).message).toBe(kept)
})

test('a line of a log is shortened rather than lost, and says so', () => {
  const line = { name: 'n'.repeat(600), level: 20, message: 'm'.repeat(40_000), timestamp: 0 }
  const [kept] = logsInput.parse([line])
  expect(kept?.message).toBe(`${'m'.repeat(32_768)}… (shortened: it had 40,000 bytes)`)
  expect(kept?.name).toMatch(/^n{500}… /)
})

test('a request has 50,000 lines at most, more than the 3 MB of a client', () => {
  const line = { name: 'x', level: 20, message: '', timestamp: 0 }
  const isTaken = (count: number) => logsInput.safeParse(Array(count).fill(line)).success
  expect([isTaken(50_000), isTaken(50_001)]).toEqual([true, false])
})

test('own objects keep all their keys', () => {
  const parameters = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "b": {"__proto__": 3}}')
  const parsed = createFlowRunInput.parse({ flow_id, parameters })
  expect(JSON.stringify(parsed.parameters)).toBe(JSON.stringify(parameters))
})
