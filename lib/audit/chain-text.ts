import { countOf, countText } from '@/lib/format'
import type { ChainProblem, ChainState } from './schema'

const problems: Record<ChainProblem, string> = {
  missing: 'it is missing, or was moved',
  changed: 'it is not what was written',
  end_moved: 'it is not the event that was recorded last',
  contradicts_checkpoint: 'it is not the event that this installation signed for',
  forged_checkpoint: 'there is a checkpoint of it that this installation did not sign',
}

type Found = Pick<ChainState, 'first_bad_sequence' | 'problem'>

/** What is wrong with a chain, in a sentence; null where nothing is. */
export function brokenText({ first_bad_sequence: bad, problem }: Found): string | null {
  if (bad === null) return null
  return `The chain does not hold at event ${countText(bad)}: ${problem ? problems[problem] : 'it is not what was written'}.`
}

/** What a look at a chain found, in a sentence. */
export function foundText(state: ChainState): string {
  if (state.is_being_verified) return beingVerified
  return `Every event up to ${countText(state.verified_sequence ?? 0)} is what was written.`
}

export const beingVerified = 'The whole chain is being verified from its beginning; this takes some minutes.'

/** What was added since a chain was verified, in a sentence; empty for nothing. */
export function newerText({ last_sequence: last, verified_sequence: verified }: ChainState): string {
  if (verified === null || last <= verified) return ''
  return `${countOf(last - verified, 'event')} came after it.`
}
