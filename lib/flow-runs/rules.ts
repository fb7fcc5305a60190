import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { isFinal, stateNames, type StateType } from './states'

/** What is known of a state beside its type (runs-wire-format section 6.4); times are RFC 3339 in UTC. */
export type StateDetails = {
  transition_id?: string | null | undefined
  scheduled_time?: string | null | undefined
  pause_key?: string | null | undefined
  pause_timeout?: string | null | undefined
  pause_reschedule?: boolean | undefined
  [key: string]: unknown
}

/** A state that a run is in, or that somebody wants it to be in. `data` is the client's own: kept and given back. */
export type RunState = {
  type: StateType
  name: string
  message: string | null
  data: unknown
  details: StateDetails
}

/** What the client's engine was told about retries and pauses (section 6.2); the rest of it is the client's own. */
export type RunPolicy = {
  retries?: number | null | undefined
  /** Seconds. */
  retry_delay?: number | null | undefined
  pause_keys?: string[] | undefined
  resuming?: boolean | undefined
  retry_type?: string | null | undefined
  [key: string]: unknown
}

export type TransitionFacts = {
  now: Date
  isForced: boolean
  present: RunState
  proposed: RunState
  /** `hasInfrastructure`: something that executes the run has given its process id. */
  run: { runCount: number; hasInfrastructure: boolean; policy: RunPolicy }
}

/** The answer to a proposed state, in the words of the wire (section 2.5). `written` is the state the run is in from now on; null: it stays. */
export type Transition =
  | { status: 'ACCEPT'; details: { type: 'accept_details' }; written: RunState }
  | { status: 'REJECT'; details: { type: 'reject_details'; reason: string }; written: RunState | null }
  | { status: 'ABORT'; details: { type: 'abort_details'; reason: string }; written: null }
  | {
      status: 'WAIT'
      details: { type: 'wait_details'; reason: string; delay_seconds: number }
      written: null
    }

/**
 * Whether a run goes from its present state to a proposed one: section 7.2 of runs-wire-format, every pair and every note, for runs without
 * a deployment; only that a cancelled run is not brought back. Forced, everything is accepted but what would undo a kept result or leave a run that nobody executes cancelling for ever. A
 * refusal says what the present state is. No answer makes a client try again for ever (sections 2.5 and 10).
 */
export function decideTransition(facts: TransitionFacts): Transition {
  const refused = facts.isForced
    ? (overResult(facts) ?? cancelledAtOnce(facts))
    : (repeated(facts) ??
      overResult(facts) ??
      cancelledAtOnce(facts) ??
      outOfTable(facts) ??
      late(facts) ??
      retried(facts) ??
      paused(facts) ??
      resumedTooLate(facts) ??
      tooEarly(facts))
  return refused ?? accept(facts)
}

/** Whether a run may be cancelled by order: `conflict`/`run_has_ended` names the state of one that has ended. */
export function decideCancellation(present: Pick<RunState, 'type' | 'name'>): Decision<'run_has_ended'> {
  if (!isFinal(present.type)) return allow()
  return refuse('run_has_ended', `The run has ended: it is ${wordsOf(present)}. There is nothing to cancel.`)
}

/** The state that cancelling by order leads to: at once where nobody executes the run yet; null when it is being cancelled already. */
export function cancelledState(present: StateType): 'CANCELLED' | 'CANCELLING' | null {
  if (present === 'CANCELLING') return null
  return present === 'RUNNING' ? 'CANCELLING' : 'CANCELLED'
}

/** How long a run may be told to stop without saying that it has. */
export const cancellingAtMostSeconds = 300

/** The state that ends a run which nobody else ends; null while there is time. `since` is when its present state began. */
export function overdueState(present: RunState, since: Date, now: Date): RunState | null {
  const seconds = (now.getTime() - since.getTime()) / 1_000
  if (present.type === 'CANCELLING' && seconds > cancellingAtMostSeconds)
    return {
      ...state('CANCELLED', stateNames.CANCELLED),
      message:
        'The run was told to stop five minutes ago, and nothing that executes it has confirmed that it did.',
    }
  return isPausedTooLong(present, now) ? pausedTooLong() : null
}

/** Pairs that are not accepted whatever else is the case; all others are, unless a note says otherwise. */
const refusedPairs: Record<StateType, Partial<Record<StateType, 'ABORT' | 'REJECT'>>> = {
  SCHEDULED: { PAUSED: 'REJECT' },
  PENDING: { PENDING: 'ABORT', PAUSED: 'REJECT' },
  RUNNING: { PENDING: 'ABORT' },
  COMPLETED: { SCHEDULED: 'ABORT', CRASHED: 'ABORT', PAUSED: 'ABORT', CANCELLING: 'ABORT' },
  FAILED: { SCHEDULED: 'ABORT', CRASHED: 'ABORT', PAUSED: 'ABORT', CANCELLING: 'ABORT' },
  // Not the format's: what was cancelled stays so, and whoever was about to begin it is told (section 2.5: the client stops).
  CANCELLED: {
    SCHEDULED: 'ABORT',
    PENDING: 'ABORT',
    RUNNING: 'REJECT',
    COMPLETED: 'REJECT',
    FAILED: 'REJECT',
    CRASHED: 'ABORT',
    PAUSED: 'ABORT',
    CANCELLING: 'ABORT',
  },
  CRASHED: { SCHEDULED: 'ABORT', CRASHED: 'ABORT', PAUSED: 'ABORT', CANCELLING: 'ABORT' },
  PAUSED: { PENDING: 'REJECT', PAUSED: 'REJECT', CANCELLING: 'REJECT' },
  CANCELLING: {
    SCHEDULED: 'REJECT',
    PENDING: 'REJECT',
    RUNNING: 'REJECT',
    COMPLETED: 'REJECT',
    FAILED: 'REJECT',
    CRASHED: 'REJECT',
    PAUSED: 'REJECT',
    CANCELLING: 'REJECT',
  },
}

// Note 4: a pending run may be given another name of the same kind (Submitting), but not be taken up twice.
function outOfTable(facts: TransitionFacts): Transition | null {
  const { present, proposed } = facts
  const isRenamed =
    present.type === 'PENDING' &&
    proposed.type === 'PENDING' &&
    proposed.name !== present.name &&
    proposed.name !== stateNames.PENDING
  const answer = isRenamed ? undefined : refusedPairs[present.type][proposed.type]
  const reason = `The run cannot become ${wordsOf(proposed)}: it is ${wordsOf(present)}.`
  if (answer === undefined) return null
  return answer === 'ABORT' ? abort(reason) : reject(facts, reason)
}

// What a client sends again because it never got the answer: the state it wrote is the answer.
function repeated(facts: TransitionFacts): Transition | null {
  const { present, proposed } = facts
  const id = proposed.details.transition_id
  if (!id || id !== present.details.transition_id) return null
  return reject(facts, `This was told before: the run is ${wordsOf(present)}.`)
}

// Note 8. Forced, only the result itself is kept.
function overResult(facts: TransitionFacts): Transition | null {
  const { present, proposed, isForced } = facts
  if (present.type !== 'COMPLETED' || !hasKeptResult(present)) return null
  const isLost = proposed.type === 'COMPLETED' && !hasKeptResult(proposed)
  const isReopened = !isForced && !isFinal(proposed.type)
  if (!isLost && !isReopened) return null
  return reject(facts, `The run is ${wordsOf(present)} with a result that was kept. It stays so.`)
}

function hasKeptResult({ data }: RunState): boolean {
  return typeof data === 'object' && data !== null && !('type' in data && data.type === 'unpersisted')
}

// Notes 3 and 10: nobody would ever answer that it has stopped.
function cancelledAtOnce(facts: TransitionFacts): Transition | null {
  const { present, proposed, run } = facts
  const isWaiting =
    present.type === 'SCHEDULED' && (!run.hasInfrastructure || present.name === stateWords.resuming)
  const isSuspended = present.type === 'PAUSED' && present.details.pause_reschedule === true
  if (proposed.type !== 'CANCELLING' || !(isWaiting || isSuspended)) return null
  return reject(facts, `Nothing executes the run, which is ${wordsOf(present)}: it is cancelled at once.`, {
    ...state('CANCELLED', stateNames.CANCELLED, proposed),
    message: proposed.message,
  })
}

// Note 1.
function late(facts: TransitionFacts): Transition | null {
  const { present, proposed } = facts
  if (proposed.type !== 'SCHEDULED' || proposed.name !== stateWords.late) return null
  if (present.type === 'SCHEDULED' && present.name !== stateWords.late) return null
  return reject(facts, `Only a scheduled run becomes late, and only once: the run is ${wordsOf(present)}.`)
}

// Note 5.
function retried(facts: TransitionFacts): Transition | null {
  const { present, proposed, run, now } = facts
  const { retries, retry_delay: delay } = run.policy
  if (present.type !== 'RUNNING' || proposed.type !== 'FAILED') return null
  if (!retries || run.runCount > retries) return null
  const scheduled = state('SCHEDULED', stateWords.awaitingRetry, proposed)
  const dueAt = new Date(now.getTime() + Math.min(Math.max(delay ?? 0, 0), longestDelay) * 1_000)
  return reject(facts, `The run is ${wordsOf(present)} and is tried again: ${run.runCount} of ${retries}.`, {
    ...scheduled,
    message: proposed.message,
    data: proposed.data,
    details: { ...scheduled.details, scheduled_time: dueAt.toISOString() },
  })
}

// Note 6. Suspending hands the run back to a deployment, which there is none of.
function paused(facts: TransitionFacts): Transition | null {
  const { present, proposed, run } = facts
  if (proposed.type !== 'PAUSED') return null
  const { pause_key: key, pause_reschedule: isSuspending } = proposed.details
  if (key && run.policy.pause_keys?.includes(key))
    return reject(facts, `The run was paused at this place before and is ${wordsOf(present)}.`)
  return isSuspending
    ? abort(`Only a run of a deployment can be suspended. The run is ${wordsOf(present)}.`)
    : null
}

// Note 9.
function resumedTooLate(facts: TransitionFacts): Transition | null {
  const { present, proposed, now } = facts
  if (proposed.type !== 'RUNNING' || !isPausedTooLong(present, now)) return null
  const reason = `The run was ${wordsOf(present)} for longer than it was to wait.`
  return reject(facts, reason, pausedTooLong(proposed))
}

function isPausedTooLong({ type, details }: RunState, now: Date): boolean {
  return type === 'PAUSED' && Boolean(details.pause_timeout) && new Date(details.pause_timeout ?? now) < now
}

function pausedTooLong(proposed?: RunState): RunState {
  return {
    ...state('FAILED', stateNames.FAILED, proposed),
    message: 'The run was paused and not resumed in time.',
  }
}

// Note 2. A second at least, so that nobody asks again at once.
function tooEarly({ present, proposed, now }: TransitionFacts): Transition | null {
  if (proposed.type !== 'RUNNING' || !(present.type === 'SCHEDULED' || present.type === 'PENDING'))
    return null
  const { scheduled_time: dueAt } = present.details
  const milliseconds = dueAt ? new Date(dueAt).getTime() - now.getTime() : 0
  if (milliseconds <= 0) return null
  const reason = `The run is ${wordsOf(present)} and due at ${dueAt}.`
  return {
    status: 'WAIT',
    details: { type: 'wait_details', reason, delay_seconds: Math.ceil(milliseconds / 1_000) },
    written: null,
  }
}

function accept({ present, proposed, now }: TransitionFacts): Transition {
  const details = { ...proposed.details }
  if (proposed.type === 'SCHEDULED') details.scheduled_time ??= now.toISOString()
  // So that whoever takes a run up does not start it early.
  if (present.type === 'SCHEDULED' && proposed.type === 'PENDING')
    details.scheduled_time ??= present.details.scheduled_time
  return { status: 'ACCEPT', details: { type: 'accept_details' }, written: { ...proposed, details } }
}

// A client that is told to be RUNNING after it ended runs its code again, and one that is told to be PENDING asks again at once.
function reject({ present, proposed }: TransitionFacts, reason: string, written?: RunState): Transition {
  const next = (written ?? present).type
  const isEndless =
    (next === 'RUNNING' && isFinal(proposed.type)) || (next === 'PENDING' && proposed.type === 'RUNNING')
  if (isEndless) return abort(reason)
  return { status: 'REJECT', details: { type: 'reject_details', reason }, written: written ?? null }
}

function abort(reason: string): Transition {
  return { status: 'ABORT', details: { type: 'abort_details', reason }, written: null }
}

/** A state in the place of a proposed one: its repetition is known by the same transition. */
function state(type: StateType, name: string, proposed?: RunState): RunState {
  const id = proposed?.details.transition_id
  return { type, name, message: null, data: null, details: id === undefined ? {} : { transition_id: id } }
}

/** Names of states that rules know. */
const stateWords = { late: 'Late', resuming: 'Resuming', awaitingRetry: 'AwaitingRetry' }

/** Ten years, in seconds: what is further away cannot be told from a mistake. */
const longestDelay = 315_360_000

/** A state as refusals call it: by its name, and its type where the name does not tell. */
function wordsOf({ type, name }: Pick<RunState, 'type' | 'name'>): string {
  return name === stateNames[type] ? type : `${type} (${name})`
}
