import { countOf } from '@/lib/format'
import type { FlowRunRow } from '@/lib/flow-runs/schema'
import { cancelledState, cancellingAtMostSeconds } from '@/lib/flow-runs/rules'
import { isFinal, type StateType } from '@/lib/flow-runs/states'

type EndingRun = { state: Pick<FlowRunRow['state'], 'type'> }

const minutes = countOf(cancellingAtMostSeconds / 60, 'minute')

/** What cancelling runs does, by the rule that does it: some are cancelled at once, some are asked to stop. */
export function cancelText(runs: readonly EndingRun[]): string {
  const next = runs.map(({ state }) => cancelledState(state.type))
  const count = (wanted: ReturnType<typeof cancelledState>) => next.filter((one) => one === wanted).length
  const isOne = runs.length === 1
  const texts = {
    CANCELLED: isOne
      ? 'It is cancelled at once, and does not begin or go on any more.'
      : `${countOf(count('CANCELLED'), 'run is', 'runs are')} cancelled at once.`,
    CANCELLING: isOne
      ? `What executes it is asked to stop. Once it has, or after ${minutes}, the run is cancelled; what was done until then stays done.`
      : `${countOf(count('CANCELLING'), 'run is', 'runs are')} asked to stop, and cancelled once stopped, or after ${minutes}; what was done until then stays done.`,
    already: isOne
      ? 'It is being cancelled already: nothing changes.'
      : `${countOf(count(null), 'run is', 'runs are')} being cancelled already.`,
  }
  return [
    count('CANCELLED') > 0 ? texts.CANCELLED : null,
    count('CANCELLING') > 0 ? texts.CANCELLING : null,
    count(null) > 0 ? texts.already : null,
  ]
    .filter((text) => text !== null)
    .join(' ')
}

/** What was done when runs were cancelled, completing their name or number. */
export function cancelledDeed(runs: readonly EndingRun[]): { one: string; many: string } {
  return runs.every(({ state }) => cancelledState(state.type) === 'CANCELLED')
    ? { one: 'is cancelled', many: 'are cancelled' }
    : { one: 'is being cancelled', many: 'are being cancelled' }
}

/** What deleting runs does; what executes one goes on without it. */
export function deleteText(runs: readonly EndingRun[], who: string): string {
  const begun = runs.filter(({ state }) => hasBegun(state.type)).length
  const isOne = runs.length === 1
  const goes = `Deleting ${who} removes ${isOne ? 'its' : 'their'} states and logs from Roster, for good.`
  if (begun === 0) return goes
  return `${goes} ${isOne ? 'It has' : countOf(begun, 'run has', 'runs have')} not ended: what executes it goes on, and is refused when it reports. Cancel first to stop it.`
}

function hasBegun(type: StateType): boolean {
  return type !== 'SCHEDULED' && !isFinal(type)
}
