import { describe, expect, test } from 'vitest'
import { estimatePasswordStrength } from './strength'

const ada = ['Ada Lovelace', 'ada.lovelace@analytical.example']

describe('passwords that are refused', () => {
  test.each([
    ['password'],
    ['Password1'],
    ['P@ssw0rd'],
    ['12345678'],
    ['qwertyuiop'],
    ['aaaaaaaa'],
    ['iloveyou1'],
    ['passwordpasswordpassword'],
    ['adalovelace'],
    ['ada.lovelace@analytical.example'],
  ])('%s', (password) => {
    expect(estimatePasswordStrength(password, ada).isCommon).toBe(true)
  })
})

describe('passwords that are not', () => {
  test.each([
    ['plum-orbit-cascade', 4],
    ['correct horse battery staple', 4],
    ['Tr0ub4dour&3', 4],
    ['пароль горы девять', 4],
    ['x7!pQ2#v', 3],
  ])('%s', (password, atLeast) => {
    const { isCommon, score } = estimatePasswordStrength(password, ada)
    expect(isCommon).toBe(false)
    expect(score).toBeGreaterThanOrEqual(atLeast - 1)
  })
})

test.each([['roster123'], ['Lovelace1'], ['sunshine2024']])('%s is only warned about', (password) => {
  const { isCommon, score, warning } = estimatePasswordStrength(password, ada)
  expect({ isCommon, isWeak: score <= 1, isExplained: warning !== null }).toEqual({
    isCommon: false,
    isWeak: true,
    isExplained: true,
  })
})

test('the person’s own name makes a password weak for that person only', () => {
  expect(estimatePasswordStrength('lovelace', ada).score).toBe(0)
  expect(estimatePasswordStrength('analytical', ada).warning).toBe('Names and addresses are easy to guess.')
  expect(estimatePasswordStrength('analytical-x', []).score).toBeGreaterThan(
    estimatePasswordStrength('analytical-x', ada).score,
  )
})

test.each([['password'], ['qwertzui'], ['abcdefgh'], ['aaaaaaaa'], ['19841985'], ['abcabcabcabc']])(
  'the warning about %s is a sentence of ours',
  (password) => {
    expect(estimatePasswordStrength(password, []).warning).toMatch(/^[A-Z].+\.$/)
  },
)
