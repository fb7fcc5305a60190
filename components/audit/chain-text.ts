import type { ChainProblem, ChainState } from '@/lib/audit/schema'
import { countOf, countText } from '@/lib/format'

const problems: Record<ChainProblem, string> = {
  missing: 'it is missing, or was moved',
  changed: 'it is not what was written',
  end_moved: 'it is not the event that was recorded last',
  contradicts_checkpoint: 'it is not the event that this installation signed for',
}

/** What is wrong with a chain, in a sentence; null where nothing is. */
export function brokenText({ first_bad_sequence: bad, problem }: ChainState): string | null {
  if (bad === null) return null
  return `The chain does not hold at event ${countText(bad)}: ${problem ? problems[problem] : 'it is not what was written'}.`
}

/** What was added since a chain was verified, in a sentence; empty for nothing. */
export function newerText({ last_sequence: last, verified_sequence: verified }: ChainState): string {
  if (verified === null || last <= verified) return ''
  return `${countOf(last - verified, 'event')} came after it.`
}
