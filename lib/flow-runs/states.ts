/** The kinds of state that a run can be in (runs-wire-format section 7.1). */
export const stateTypes = [
  'SCHEDULED',
  'PENDING',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'CRASHED',
  'PAUSED',
  'CANCELLING',
] as const

export type StateType = (typeof stateTypes)[number]

const finalTypes: ReadonlySet<StateType> = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'])

/** Whether a run in such a state has ended. */
export function isFinal(type: StateType): boolean {
  return finalTypes.has(type)
}

/** What went wrong, as lists are narrowed to it. */
export const failedTypes = ['FAILED', 'CRASHED'] as const satisfies readonly StateType[]

/** A scheduled run is late when its time has passed by this much: nobody took it up. Told when asked, not written by a job. */
export const LATE_AFTER_MILLISECONDS = 15_000

/** What a state is called that was given no name. */
export const stateNames: Record<StateType, string> = {
  SCHEDULED: 'Scheduled',
  PENDING: 'Pending',
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  CRASHED: 'Crashed',
  PAUSED: 'Paused',
  CANCELLING: 'Cancelling',
}

/** What is told late from: `nextStart` is when a scheduled run is due. */
type Due = { type: StateType; name: string; nextStart: Date | null }

/** Whether a run in this state is late: scheduled, not waiting for anything else by its name, and overdue. */
export function isLate({ type, name, nextStart }: Due, now: Date): boolean {
  const isOverdue = nextStart !== null && now.getTime() - nextStart.getTime() > LATE_AFTER_MILLISECONDS
  return type === 'SCHEDULED' && name === stateNames.SCHEDULED && isOverdue
}

/** What the state of a late run is called. */
export const lateName = 'Late'

/** The name under which a state is shown and found: an overdue *Scheduled* is *Late*. */
export function shownStateName(state: Due, now: Date): string {
  return isLate(state, now) ? lateName : state.name
}

type Running = { stateType: StateType; stateTimestamp: string; totalRunTime: number }

/** How many seconds a run has run, the present stretch included. */
export function secondsRun({ stateType, stateTimestamp, totalRunTime }: Running, now: Date): number {
  const present = stateType === 'RUNNING' ? now.getTime() - Date.parse(stateTimestamp) : 0
  return totalRunTime + Math.max(0, present) / 1_000
}
