import { describe, expect, test } from 'vitest'
import type { MembershipFacts } from '@/lib/policy/evaluate'
import { roleFactsOf } from '@/lib/roles/facts'
import { decideBreakGlass, decideRequirement, decideSsoOf, decideStillOpen } from './enforcement-rules'

const now = new Date('2026-11-21T12:00:00Z')
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const reasonOf = (decision: { allowed: boolean; reason?: string }) => decision.reason ?? null

function memberAs(builtIn: 'ADMINISTRATOR' | 'USER'): MembershipFacts {
  const role = roleFactsOf({ id: 'r', name: builtIn, builtIn, permissions: [] })
  return { kind: 'USER', status: 'ACTIVE', role }
}

describe('single sign-on is required', () => {
  test.each([
    [true, minutesAgo(0), null],
    [true, minutesAgo(59), null],
    [true, minutesAgo(60), 'sso_not_proven'],
    [true, null, 'sso_not_proven'],
    [false, minutesAgo(1), 'sso_not_ready'],
    [false, null, 'sso_not_ready'],
  ])('with a way in: %s, taken at %s: %s', (hasWayIn, provenAt, reason) => {
    expect(reasonOf(decideRequirement({ hasWayIn, provenAt, now }))).toBe(reason)
  })

  test('the last way in stays open while it is', () => {
    expect(reasonOf(decideStillOpen({ isRequired: true, hasWayIn: false }))).toBe('would_lock_out')
    expect(reasonOf(decideStillOpen({ isRequired: true, hasWayIn: true }))).toBeNull()
    expect(reasonOf(decideStillOpen({ isRequired: false, hasWayIn: false }))).toBeNull()
  })
})

test.each([
  ['ADMINISTRATOR', 'ORGANIZATION', null],
  ['USER', 'ORGANIZATION', 'missing_permission'],
  ['ADMINISTRATOR', 'PERSONAL', 'personal_account'],
] as const)('%s may change the single sign-on of one that is %s: %s', (role, kind, reason) => {
  expect(reasonOf(decideSsoOf(memberAs(role), kind))).toBe(reason)
})

test.each([
  [{ isUser: true, isActive: true, isAdministrator: true }, null],
  [{ isUser: false, isActive: true, isAdministrator: true }, 'not_an_administrator'],
  [{ isUser: true, isActive: false, isAdministrator: true }, 'not_an_administrator'],
  [{ isUser: true, isActive: true, isAdministrator: false }, 'not_an_administrator'],
])('a password lets in %o: %s', (facts, reason) => {
  expect(reasonOf(decideBreakGlass({ name: 'Ada', ...facts }))).toBe(reason)
})
