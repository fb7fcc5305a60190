import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { isFinal, type StateType } from './states'

/** Whether a run in such a state can be cancelled at all, by whoever may cancel runs. */
export function decideCancellation(present: { type: StateType; name: string }): Decision<'run_has_ended'> {
  if (!isFinal(present.type)) return allow()
  return refuse('run_has_ended', `The run has ended: it is ${present.name}. There is nothing to cancel.`)
}
