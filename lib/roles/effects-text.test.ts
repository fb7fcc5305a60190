import { expect, test } from 'vitest'
import { effectWords } from './effects-text'

test.each([
  [
    { effect: 'lose', people: 14, serviceAccounts: 1, workspaces: 3 },
    '14 people and 1 service account lose',
    'in 3 workspaces',
  ],
  [{ effect: 'gain', people: 1, serviceAccounts: 0, workspaces: null }, '1 person gains', ''],
  [
    { effect: 'lose', people: 0, serviceAccounts: 1, workspaces: 1 },
    '1 service account loses',
    'in 1 workspace',
  ],
] as const)('%j reads as words', (effect, who, where) => {
  expect(effectWords(effect)).toEqual({ who, where })
})
