import { describe, expect, it } from 'vitest'
import { stateTypes, type StateType } from '@/lib/flow-runs/states'
import { cancelledState } from '@/lib/flow-runs/rules'
import { cancelledDeed, cancelText, deleteText } from './end-runs-text'

const runsIn = (...types: StateType[]) => types.map((type) => ({ state: { type } }))

describe('what is said before runs are cancelled', () => {
  it.each(stateTypes.map((type) => [type]))('is what the rule does with one that is %s', (type) => {
    const sentences = {
      CANCELLED: /^It is cancelled at once/,
      CANCELLING: /^What executes it is asked to stop.*after 5 minutes/,
    }
    const next = cancelledState(type)
    expect(cancelText(runsIn(type))).toMatch(next ? sentences[next] : /^It is being cancelled already/)
  })

  it('counts the runs of each kind where there are several', () => {
    expect(cancelText(runsIn('PENDING', 'PAUSED', 'SCHEDULED', 'RUNNING', 'CANCELLING'))).toBe(
      '3 runs are cancelled at once. 1 run is asked to stop, and cancelled once stopped, or after 5 minutes; what was done until then stays done. 1 run is being cancelled already.',
    )
  })

  it('and what is said afterwards claims an end only where there is one', () => {
    expect(cancelledDeed(runsIn('PENDING', 'PAUSED')).one).toBe('is cancelled')
    expect(cancelledDeed(runsIn('PENDING', 'RUNNING')).many).toBe('are being cancelled')
  })
})

describe('what is said before runs are deleted', () => {
  it.each([
    ['SCHEDULED', false],
    ['COMPLETED', false],
    ['PENDING', true],
    ['RUNNING', true],
    ['PAUSED', true],
    ['CANCELLING', true],
  ] as const)('of one that is %s tells of what goes on: %s', (type, goesOn) => {
    expect(deleteText(runsIn(type), 'nightly').includes('goes on')).toBe(goesOn)
  })
})
