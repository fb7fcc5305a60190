import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cancelledState,
  decideCancellation,
  decideTransition,
  type RunState,
  type Transition,
  type TransitionFacts,
} from './rules'
import { isFinal, stateNames, stateTypes, type StateType } from './states'

// Section 7.2 of runs-wire-format without a deployment, as it is printed there: A accept, X abort, R reject, C reject and CANCELLED.
const table: Record<StateType, string> = {
  //          SCHED PEND RUN COMPL FAIL CANC'D CRASH PAUSE CANC'ING
  SCHEDULED: 'A A A A A A A R C',
  PENDING: 'A X A A A A A R A',
  RUNNING: 'A X A A A A A A A',
  COMPLETED: 'X A A A A A X X X',
  FAILED: 'X A A A A A X X X',
  // There A A A: what was ordered to end would go on.
  CANCELLED: 'X X R R R A X X X',
  CRASHED: 'X A A A A A X X X',
  PAUSED: 'A R A A A A A R R',
  CANCELLING: 'R R R R R A R R R',
}

const now = new Date('2026-11-21T12:00:00.000Z')
const inAMinute = '2026-11-21T12:01:00.000000Z'

function state(type: StateType, change: Partial<RunState> = {}): RunState {
  return { type, name: stateNames[type], message: null, data: null, details: {}, ...change }
}

type Change = Partial<TransitionFacts['run']> & { isForced?: boolean }

function decide(present: RunState, proposed: RunState, change: Change = {}): Transition {
  const { isForced = false, ...run } = change
  const facts = { runCount: 1, hasInfrastructure: false, policy: {}, ...run }
  return decideTransition({ now, isForced, present, proposed, run: facts })
}

function letterOf({ status, written }: Transition): string {
  if (status === 'REJECT') return written ? 'C' : 'R'
  return { ACCEPT: 'A', ABORT: 'X', WAIT: 'W' }[status]
}

const pairs = stateTypes.flatMap((from) =>
  stateTypes.map((to, index) => [from, to, table[from].split(' ')[index] ?? ''] as const),
)

describe('a proposed state', () => {
  test('there are 81 pairs', () => {
    expect(pairs).toHaveLength(81)
  })

  test.each(pairs)('%s → %s: %s', (from, to, letter) => {
    const answer = decide(state(from), state(to, { message: 'why' }))
    expect(letterOf(answer)).toBe(letter)
    if (letter === 'A') expect(answer.written).toMatchObject({ type: to, message: 'why' })
    if (letter === 'C') expect(answer.written).toMatchObject({ type: 'CANCELLED', message: 'why' })
    if (letter !== 'A') expect(answer.details).toMatchObject({ reason: expect.stringContaining(from) })
  })

  test.each(pairs)('forced, %s → %s is accepted but for a scheduled one to be cancelled', (from, to) => {
    const isCancelled = from === 'SCHEDULED' && to === 'CANCELLING'
    expect(letterOf(decide(state(from), state(to), { isForced: true }))).toBe(isCancelled ? 'C' : 'A')
  })

  test.each([
    ['ACCEPT', state('PENDING'), 'accept_details'],
    ['REJECT', state('CANCELLING'), 'reject_details'],
    ['ABORT', state('CANCELLED'), 'abort_details'],
  ])('is answered %s with details of its kind', (status, present, type) => {
    const proposed = status === 'ABORT' ? state('PENDING') : state('RUNNING')
    expect(decide(present, proposed)).toMatchObject({ status, details: { type } })
  })

  test('that was told before is answered with what it wrote', () => {
    const details = { transition_id: 'e2a9e9a4-6a3f-4f0a-9c1b-0d1f5a1b2c3d' }
    const answer = decide(state('RUNNING', { details }), state('RUNNING', { details }))
    expect(letterOf(answer)).toBe('R')
    expect(letterOf(decide(state('FAILED', { details }), state('FAILED', { details })))).toBe('R')
    expect(letterOf(decide(state('RUNNING', { details }), state('RUNNING')))).toBe('A')
    const forced = decide(state('RUNNING', { details }), state('RUNNING', { details }), { isForced: true })
    expect(letterOf(forced)).toBe('A')
  })

  test('says what the run is called where the name tells more than the type', () => {
    const { details } = decide(state('CANCELLED', { name: 'Abandoned' }), state('PENDING'))
    expect(details).toMatchObject({
      reason: 'The run cannot become PENDING: it is CANCELLED (Abandoned).',
    })
  })
})

test.each(['RUNNING', 'COMPLETED', 'FAILED'] as const)(
  'a cancelled run does not become %s: the client is told that it is cancelled, which ends it',
  (type) => {
    const answer = decide(state('CANCELLED', { message: 'Cancelled by Ada' }), state(type))
    expect(answer).toEqual({
      status: 'REJECT',
      details: { type: 'reject_details', reason: `The run cannot become ${type}: it is CANCELLED.` },
      written: null,
    })
    expect(decide(state('CANCELLED'), state(type), { isForced: true }).status).toBe('ACCEPT')
  },
)

describe('note 1: Late', () => {
  const late = state('SCHEDULED', { name: 'Late', details: { scheduled_time: inAMinute } })
  test.each([
    ['SCHEDULED', 'A'],
    ['PENDING', 'R'],
    ['RUNNING', 'R'],
    ['PAUSED', 'R'],
    ['COMPLETED', 'X'],
  ] as const)('from %s: %s', (from, letter) => {
    expect(letterOf(decide(state(from), late))).toBe(letter)
  })

  test('happens once', () => {
    expect(letterOf(decide(late, late))).toBe('R')
    expect(letterOf(decide(late, state('SCHEDULED')))).toBe('A')
  })
})

describe('note 2: a run that is due later', () => {
  const details = { scheduled_time: inAMinute }

  test.each(['SCHEDULED', 'PENDING'] as const)('is told to wait in %s', (from) => {
    expect(decide(state(from, { details }), state('RUNNING'))).toEqual({
      status: 'WAIT',
      details: {
        type: 'wait_details',
        delay_seconds: 60,
        reason: `The run is ${from} and due at ${inAMinute}.`,
      },
      written: null,
    })
  })

  test('waits whole seconds, one at least, and not when it is due', () => {
    const dueIn = (milliseconds: number) => {
      const scheduled_time = new Date(now.getTime() + milliseconds).toISOString()
      return decide(state('PENDING', { details: { scheduled_time } }), state('RUNNING'))
    }
    expect(dueIn(1)).toMatchObject({ status: 'WAIT', details: { delay_seconds: 1 } })
    expect(dueIn(1_001)).toMatchObject({ status: 'WAIT', details: { delay_seconds: 2 } })
    expect(dueIn(0).status).toBe('ACCEPT')
    expect(dueIn(-1).status).toBe('ACCEPT')
  })

  test('keeps its time when it is taken up, and starts at once when forced', () => {
    const taken = decide(state('SCHEDULED', { details }), state('PENDING'))
    expect(taken.written?.details).toEqual(details)
    const forced = decide(state('SCHEDULED', { details }), state('RUNNING'), { isForced: true })
    expect(forced.status).toBe('ACCEPT')
  })

  test('scheduled for no time is scheduled for now', () => {
    expect(decide(state('PENDING'), state('SCHEDULED')).written?.details).toEqual({
      scheduled_time: now.toISOString(),
    })
  })
})

test.each([
  ['nothing executes it', state('SCHEDULED'), false, 'C'],
  ['something executes it', state('SCHEDULED'), true, 'A'],
  ['it is resuming', state('SCHEDULED', { name: 'Resuming' }), true, 'C'],
  ['it is suspended', state('PAUSED', { details: { pause_reschedule: true } }), true, 'C'],
  ['it is paused', state('PAUSED'), true, 'R'],
] as const)('notes 3 and 10: cancelling when %s', (_, present, hasInfrastructure, letter) => {
  const proposed = state('CANCELLING', { details: { transition_id: 't' } })
  const answer = decide(present, proposed, { hasInfrastructure })
  expect(letterOf(answer)).toBe(letter)
  if (letter === 'C') expect(answer.written?.details.transition_id).toBe('t')
  const forced = decide(present, proposed, { hasInfrastructure, isForced: true })
  expect(letterOf(forced)).toBe(letter === 'C' ? 'C' : 'A')
})

test.each([
  ['Pending', 'Submitting', 'A'],
  ['Submitting', 'InfrastructurePending', 'A'],
  ['Submitting', 'Submitting', 'X'],
  ['Submitting', 'Pending', 'X'],
  ['Pending', 'Pending', 'X'],
])('note 4: a run that is %s becomes %s: %s', (from, to, letter) => {
  expect(letterOf(decide(state('PENDING', { name: from }), state('PENDING', { name: to })))).toBe(letter)
})

describe('note 5: a run that failed', () => {
  const failed = state('FAILED', { message: 'boom', data: { storage_key: 'x' } })

  test('is tried again as often as its policy says', () => {
    const policy = { retries: 2, retry_delay: 90 }
    const answer = decide(state('RUNNING'), failed, { runCount: 2, policy })
    expect(answer).toMatchObject({
      status: 'REJECT',
      written: {
        type: 'SCHEDULED',
        name: 'AwaitingRetry',
        message: 'boom',
        data: { storage_key: 'x' },
        details: { scheduled_time: '2026-11-21T12:01:30.000Z' },
      },
    })
    expect(decide(state('RUNNING'), failed, { runCount: 3, policy }).status).toBe('ACCEPT')
    expect(decide(state('RUNNING'), state('CRASHED'), { runCount: 1, policy }).status).toBe('ACCEPT')
    expect(decide(state('PENDING'), failed, { runCount: 1, policy }).status).toBe('ACCEPT')
    expect(decide(state('RUNNING'), failed, { policy, isForced: true }).status).toBe('ACCEPT')
  })

  test.each([{ retries: 0 }, { retries: null }, {}])('stays so with %j', (policy) => {
    expect(decide(state('RUNNING'), failed, { policy }).status).toBe('ACCEPT')
  })

  test('is tried again at once without a delay', () => {
    const answer = decide(state('RUNNING'), failed, { policy: { retries: 1 } })
    expect(answer.written?.details.scheduled_time).toBe(now.toISOString())
  })
})

describe('note 6: pausing', () => {
  const paused = state('PAUSED', { details: { pause_key: 'approval' } })

  test('happens once at one place', () => {
    expect(decide(state('RUNNING'), paused).status).toBe('ACCEPT')
    expect(decide(state('RUNNING'), paused, { policy: { pause_keys: ['other'] } }).status).toBe('ACCEPT')
    expect(decide(state('RUNNING'), paused, { policy: { pause_keys: ['approval'] } }).status).toBe('REJECT')
  })

  test('for another time is for runs of a deployment', () => {
    const suspended = state('PAUSED', { details: { pause_reschedule: true } })
    expect(decide(state('RUNNING'), suspended).status).toBe('ABORT')
  })
})

describe('note 8: a result that was kept', () => {
  const kept = state('COMPLETED', { data: { storage_key: 'x' } })
  const lost = state('COMPLETED', { data: { type: 'unpersisted' } })

  test.each(stateTypes)('is not left for %s unless that ends it too', (to) => {
    const expected = isFinal(to) ? table.COMPLETED.split(' ')[stateTypes.indexOf(to)] : 'R'
    expect(letterOf(decide(kept, state(to)))).toBe(to === 'COMPLETED' ? 'R' : expected)
    expect(letterOf(decide(lost, state(to)))).toBe(table.COMPLETED.split(' ')[stateTypes.indexOf(to)])
  })

  test('is replaced by another and not by none, forced or not', () => {
    for (const isForced of [false, true]) {
      expect(decide(kept, kept, { isForced }).status).toBe('ACCEPT')
      expect(decide(kept, lost, { isForced }).status).toBe('REJECT')
      expect(decide(kept, state('COMPLETED'), { isForced }).status).toBe('REJECT')
    }
    expect(decide(kept, state('RUNNING'), { isForced: true }).status).toBe('ACCEPT')
  })
})

test('note 9: a run that was paused for too long has failed', () => {
  const until = (pause_timeout: string) => state('PAUSED', { details: { pause_timeout } })
  expect(decide(until('2026-11-21T11:59:59.999999Z'), state('RUNNING'))).toMatchObject({
    status: 'REJECT',
    written: { type: 'FAILED' },
  })
  expect(decide(until(inAMinute), state('RUNNING')).status).toBe('ACCEPT')
  expect(decide(until('2020-01-01T00:00:00Z'), state('RUNNING'), { isForced: true }).status).toBe('ACCEPT')
})

describe('whatever is proposed', () => {
  const details = fc.record(
    {
      transition_id: fc.constantFrom('one', 'other', null),
      scheduled_time: fc.constantFrom(inAMinute, '2020-01-01T00:00:00Z', null),
      pause_key: fc.constantFrom('key', null),
      pause_timeout: fc.constantFrom(inAMinute, '2020-01-01T00:00:00Z', null),
      pause_reschedule: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  const anyState = fc.record({
    type: fc.constantFrom(...stateTypes),
    name: fc.constantFrom(...Object.values(stateNames), 'Late', 'Resuming', 'AwaitingRetry', 'Submitting'),
    message: fc.constantFrom(null, 'why'),
    data: fc.constantFrom(null, {}, { type: 'unpersisted' }, { storage_key: 'x' }, 'text', 7),
    details,
  })
  const policy = fc.record(
    {
      retries: fc.option(fc.nat(3)),
      retry_delay: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      pause_keys: fc.subarray(['key']),
    },
    { requiredKeys: [] },
  )
  const facts = fc.record({
    now: fc.constant(now),
    isForced: fc.boolean(),
    present: anyState,
    proposed: anyState,
    run: fc.record({ runCount: fc.nat(4), hasInfrastructure: fc.boolean(), policy }),
  })

  test('no answer makes a client run its code again, or ask again at once, for ever', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { status, written, details: told } = decideTransition(given)
        const after = written ?? given.present
        if (status === 'REJECT') {
          expect(isFinal(given.proposed.type) && after.type === 'RUNNING').toBe(false)
          expect(given.proposed.type === 'RUNNING' && after.type === 'PENDING').toBe(false)
        }
        if (told.type === 'wait_details') expect(told.delay_seconds).toBeGreaterThanOrEqual(1)
      }),
      { numRuns: 5_000 },
    )
  })

  test('details are of the status, a refusal has a reason, and what is written has a time it can have', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { status, written, details: told } = decideTransition(given)
        expect(told.type).toBe(`${status.toLowerCase()}_details`)
        if (told.type !== 'accept_details') expect(told.reason).toContain(given.present.type)
        if (status === 'ACCEPT') expect(written).toMatchObject({ type: given.proposed.type })
        if (status === 'ABORT' || status === 'WAIT') expect(written).toBeNull()
        if (written?.type === 'SCHEDULED')
          expect(new Date(written.details.scheduled_time ?? '').getTime()).not.toBeNaN()
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('cancelling by order', () => {
  test.each(stateTypes.filter(isFinal))('a run that is %s is refused with its state', (type) => {
    expect(decideCancellation(state(type))).toMatchObject({
      reason: 'run_has_ended',
      message: expect.stringContaining(type),
    })
  })

  test.each([
    ['SCHEDULED', 'CANCELLED'],
    ['PENDING', 'CANCELLED'],
    ['PAUSED', 'CANCELLED'],
    ['RUNNING', 'CANCELLING'],
    ['CANCELLING', null],
  ] as const)('a run that is %s becomes %s', (type, next) => {
    expect(decideCancellation(state(type)).allowed).toBe(true)
    expect(cancelledState(type)).toBe(next)
  })
})
