import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { isFinal, stateNames, type StateType } from './states'

/** Whether a run in such a state can be cancelled at all, by whoever may cancel runs. */
export function decideCancellation(type: StateType): Decision<'run_ended' | 'already_cancelling'> {
  if (isFinal(type))
    return refuse('run_ended', `The run has ended (${stateNames[type]}), and there is nothing to cancel.`)
  if (type === 'CANCELLING')
    return refuse(
      'already_cancelling',
      'The run is being cancelled. What runs it confirms that, or in five minutes it counts as cancelled.',
    )
  return allow()
}
