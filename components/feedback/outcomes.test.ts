import { describe, expect, it } from 'vitest'
import type { Outcome } from '@/lib/outcome'
import { commonRefusal, doneText, refusalGroups, undoneText, withNames } from './outcomes'

const noun = { one: 'member', many: 'members' }
const suspended = { one: 'is suspended', many: 'are suspended' }

function outcome(name: string, change: Partial<Outcome> = {}): Outcome {
  return { name, outcome: 'changed', message: '', ...change }
}
const refused = (name: string, message: string) => outcome(name, { outcome: 'refused', message })

describe('after a change of many', () => {
  it.each([
    ['one, by name', [outcome('Ada')], 'Ada is suspended.'],
    ['several, by number', [outcome('Ada'), outcome('Ben')], '2 members are suspended.'],
    ['only who was changed', [outcome('Ada'), refused('Ben', 'No.')], 'Ada is suspended.'],
    ['that nothing was to do', [outcome('Ada', { outcome: 'unchanged' })], 'Nothing was left to change.'],
    ['nothing, when all were refused', [refused('Ada', 'No.')], null],
  ])('what is told is %s', (_, outcomes, text) => {
    expect(doneText(outcomes, suspended, noun)).toBe(text)
  })

  it.each([
    ['all', [outcome('Ada'), outcome('Ben')], 'Undone.'],
    ['some', [outcome('Ada'), refused('Ben', 'No.')], 'Undone for 1 of 2 members.'],
    ['none', [refused('Ada', 'No.')], null],
  ])('taking it back claims no more than it did: %s', (_, outcomes, text) => {
    expect(undoneText(outcomes, noun)).toBe(text)
  })

  it.each([
    ['one', [refused('Ada', 'Outranked.')], 'Outranked.'],
    [
      'all of several',
      [refused('Ada', 'No.'), refused('Ben', 'No.')],
      'None of the 2 members was changed. No.',
    ],
  ])('a refusal of %s for one reason is a failure of the change', (_, outcomes, message) => {
    expect(commonRefusal(outcomes, noun)).toEqual({ reason: 'refused', message })
  })

  it.each([
    ['somebody was changed', [outcome('Ada'), refused('Ben', 'No.')]],
    [
      'there was nothing to do for somebody',
      [outcome('Ada', { outcome: 'unchanged' }), refused('Ben', 'No.')],
    ],
    ['the reasons differ', [refused('Ada', 'Outranked.'), refused('Ben', 'Not yourself.')]],
  ])('a change has not failed when %s', (_, outcomes) => {
    expect(commonRefusal(outcomes, noun)).toBeNull()
  })

  it('everybody who was refused is listed under the reason, the most common reason first', () => {
    const names = Array.from({ length: 900 }, (_, index) => `Member ${index}`)
    const outcomes = [
      refused('Ada', 'Not yourself.'),
      outcome('Ben'),
      ...names.map((name) => refused(name, 'Outranked.')),
    ]
    expect(refusalGroups(outcomes)).toEqual([
      { message: 'Outranked.', names },
      { message: 'Not yourself.', names: ['Ada'] },
    ])
  })

  it('a member for whom the server has no name keeps the one the page showed', () => {
    const outcomes = [refused('', 'Gone.'), outcome('Ben')].map((one, index) => ({
      ...one,
      membershipId: String(index),
    }))
    const known = [
      { id: '0', name: 'Ada' },
      { id: '1', name: 'Benjamin' },
    ]
    const named = withNames(outcomes, known, ({ membershipId }) => membershipId)
    expect(named.map(({ name }) => name)).toEqual(['Ada', 'Ben'])
  })
})
