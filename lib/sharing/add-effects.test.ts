import { describe, expect, it } from 'vitest'
import { addEffects } from './add-effects'
import type { AccessEffects } from './schema'

function part(people: number, permission = 'read:flow'): AccessEffects {
  const effect = {
    permission,
    effect: 'lose' as const,
    people,
    serviceAccounts: 1,
    workspaces: null,
    sentence: '',
  }
  return { effects: [effect], lostSight: people, gainedSight: 0, suspended: 1 }
}

describe('effects on groups that have nobody in common', () => {
  it('add up, and are worded for all of them', () => {
    expect(addEffects([part(2), part(3), part(1, 'read:event')])).toEqual({
      effects: [
        {
          ...part(5).effects[0],
          serviceAccounts: 2,
          sentence: '5 people and 2 service accounts lose read:flow',
        },
        { ...part(1, 'read:event').effects[0], sentence: '1 person and 1 service account lose read:event' },
      ],
      lostSight: 6,
      gainedSight: 0,
      suspended: 3,
    })
  })

  it('of nobody are none', () => {
    expect(addEffects([])).toEqual({ effects: [], lostSight: 0, gainedSight: 0, suspended: 0 })
  })
})
