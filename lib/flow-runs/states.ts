import { z } from 'zod'

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

export const stateType = z.enum(stateTypes)
export type StateType = z.infer<typeof stateType>

const finalTypes: ReadonlySet<StateType> = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'])

/** Whether a run in such a state has ended. */
export function isFinal(type: StateType): boolean {
  return finalTypes.has(type)
}

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

/** The name under which a state is shown and found: an overdue *Scheduled* is *Late*. `nextStart` is when a scheduled run is due. */
export function shownStateName(
  state: { type: StateType; name: string; nextStart: Date | null },
  now: Date,
): string {
  const isOverdue =
    state.nextStart !== null && now.getTime() - state.nextStart.getTime() > LATE_AFTER_MILLISECONDS
  return state.type === 'SCHEDULED' && state.name === stateNames.SCHEDULED && isOverdue ? 'Late' : state.name
}
