import { describe, expect, it } from 'vitest'
import { chosenText, optionGroups, toggled } from './choice-options'

const options = [
  { value: '1', label: 'Create flows', hint: 'create:flow', group: 'In a workspace' },
  { value: '2', label: 'Invite members', hint: 'create:invitation', group: 'In the organization' },
  { value: '3', label: 'Create flow runs', hint: 'create:flow_run', group: 'In a workspace' },
  { value: '4', label: 'No group' },
]

function found(text: string): string[] {
  return optionGroups(options, text).flatMap(([group, members]) =>
    members.map(({ value }) => `${group}${value}`),
  )
}

describe('the options of a choice', () => {
  it('stand by group, in the order they came', () => {
    expect(found('')).toEqual(['In a workspace1', 'In a workspace3', 'In the organization2', '4'])
  })

  it.each([
    ['FLOW', ['In a workspace1', 'In a workspace3']],
    ['flow create', ['In a workspace1', 'In a workspace3']],
    ['create:', ['In a workspace1', 'In a workspace3', 'In the organization2']],
    ['create:flow_', ['In a workspace3']],
    ['nothing', []],
  ])('are found by every word of %s in label or hint', (text, values) => {
    expect(found(text)).toEqual(values)
  })
})

describe('several that are chosen', () => {
  const options = [
    { value: 'u', label: 'User' },
    { value: 'm', label: 'Member' },
  ]

  it.each([
    [[], null],
    [['m'], 'Member'],
    [['m', 'u'], 'User, Member'],
    [['m', 'gone', 'gone too'], 'Member and 2 more'],
    [['gone'], '1 chosen'],
  ])('%j reads as %j', (values, text) => {
    expect(chosenText(options, values)).toBe(text)
  })

  it('gain one that was not among them and lose one that was', () => {
    expect(toggled(['u'], 'm')).toEqual(['u', 'm'])
    expect(toggled(['u', 'm'], 'u')).toEqual(['m'])
  })
})
