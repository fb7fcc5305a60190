import { describe, expect, test } from 'vitest'
import { builtIn, member } from '@/lib/testing/policy-facts'
import { decideAllowlistChange, decideLockOut } from './rules'

describe('who may change a list', () => {
  test.each([
    ['ADMINISTRATOR', 'ORGANIZATION', null],
    ['USER', 'ORGANIZATION', 'missing_permission'],
    ['READ_ONLY_USER', 'ORGANIZATION', 'read_only_role'],
    ['MEMBER', 'ORGANIZATION', 'missing_permission'],
    ['ADMINISTRATOR', 'PERSONAL', 'personal_account'],
  ] as const)('%s of a %s account: %s', (role, kind, reason) => {
    const decision = decideAllowlistChange(member(builtIn(role)), kind)
    expect(decision.allowed ? null : decision.reason).toBe(reason)
  })
})

describe('nobody locks themselves out', () => {
  test.each([
    [{ isEnforced: true, isListed: true }, true],
    [{ isEnforced: true, isListed: false }, false],
    [{ isEnforced: false, isListed: true }, true],
    [{ isEnforced: false, isListed: false }, true],
  ])('%j', (facts, allowed) => {
    expect(decideLockOut({ ...facts, address: '203.0.113.7' }).allowed).toBe(allowed)
  })

  test('the refusal names the address, or says that it is not known', () => {
    const refused = (address: string | null) => decideLockOut({ isEnforced: true, isListed: false, address })
    expect(refused('203.0.113.7')).toMatchObject({
      reason: 'would_lock_out',
      message: expect.stringContaining('203.0.113.7, is of no enabled network'),
    })
    expect(refused(null)).toMatchObject({ message: expect.stringContaining('could not be found out') })
  })
})
