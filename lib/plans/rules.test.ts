import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideMemberPlace } from './rules'

test.each([
  ['the first place of many', 0, 10, true],
  ['the last free place', 9, 10, true],
  ['no place is left', 10, 10, false],
  ['more taken than the plan has, after going down a plan', 25, 10, false],
  ['a plan without a limit', 1_000_000, null, true],
  ['a plan with one place', 0, 1, true],
  ['a plan with one place, taken', 1, 1, false],
])('%s', (_, taken, limit, isAllowed) => {
  expect(decideMemberPlace({ taken, limit }).allowed).toBe(isAllowed)
})

test('the refusal says how many places there are', () => {
  const decision = decideMemberPlace({ taken: 10, limit: 10 })
  expect(decision).toMatchObject({
    reason: 'plan_limit_reached',
    message: expect.stringContaining('All 10 member places'),
  })
})

test('places that are taken one by one never exceed the limit', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), fc.nat(100), (start, limit, tries) => {
      let taken = start
      for (let i = 0; i < tries; i += 1) if (decideMemberPlace({ taken, limit }).allowed) taken += 1
      expect(taken).toBeLessThanOrEqual(Math.max(start, limit))
    }),
  )
})
