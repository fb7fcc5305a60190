import { expect, test } from 'vitest'
import { progressOf } from './progress'
import type { RunState } from './rules'
import { stateNames, type StateType } from './states'

function state(type: StateType, change: Partial<RunState> = {}): RunState {
  return { type, name: stateNames[type], message: null, data: null, details: {}, ...change }
}

const running = state('RUNNING')
const paused = state('PAUSED', { details: { pause_key: 'approval' } })

test('entering RUNNING counts, but not the rest of a stretch that was paused', () => {
  expect(progressOf(running, null, {}).runs).toBe(1)
  expect(progressOf(running, state('PENDING'), {}).runs).toBe(1)
  expect(progressOf(running, state('COMPLETED'), {}).runs).toBe(1)
  expect(progressOf(running, paused, {}).runs).toBe(0)
  expect(progressOf(running, state('PENDING'), { resuming: true }).runs).toBe(0)
  expect(progressOf(state('COMPLETED'), running, {}).runs).toBe(0)
})

test('what does not concern the policy leaves it as it was written', () => {
  expect(progressOf(running, state('PENDING'), { retries: 3 }).policy).toBeNull()
  expect(progressOf(state('COMPLETED'), running, { resuming: false, pause_keys: [] }).policy).toBeNull()
})

test('a pause leaves its key, and resuming is known until the run goes on or ends', () => {
  expect(progressOf(paused, running, { retries: 1, pause_keys: ['first'] }).policy).toEqual({
    retries: 1,
    pause_keys: ['first', 'approval'],
    resuming: false,
  })
  const policy = { pause_keys: ['approval'], resuming: true }
  expect(progressOf(state('SCHEDULED'), paused, { ...policy, resuming: false }).policy).toEqual(policy)
  expect(progressOf(state('PENDING'), state('SCHEDULED'), policy).policy).toBeNull()
  for (const type of ['RUNNING', 'FAILED'] as const)
    expect(progressOf(state(type), state('PENDING'), policy).policy).toEqual({ ...policy, resuming: false })
})

test('a run that is tried again, or reopened after its end, forgets where it was paused', () => {
  const policy = { retries: 2, pause_keys: ['approval'], resuming: true }
  const retry = state('SCHEDULED', { name: 'AwaitingRetry' })
  expect(progressOf(retry, running, policy).policy).toEqual({
    retries: 2,
    pause_keys: [],
    resuming: false,
    retry_type: 'in_process',
  })
  expect(progressOf(running, state('FAILED'), policy).policy).toEqual({
    retries: 2,
    pause_keys: [],
    resuming: false,
  })
})
