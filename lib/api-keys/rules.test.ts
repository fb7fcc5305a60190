import { describe, expect, test } from 'vitest'
import {
  decideKeyChange,
  decideKeyCount,
  decideRevocation,
  decideWithinCarrier,
  endAfterRotation,
  endOfReplaced,
  isStale,
  keysAtMost,
  noticeBehind,
  statusOf,
  type KeyFacts,
} from './rules'

const now = new Date('2026-11-21T12:00:00.000Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
const live: KeyFacts = {
  createdAt: inDays(-10),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  isReplaced: false,
  isMember: true,
}

const reason = (decision: { allowed: boolean; reason?: string }) => decision.reason ?? 'allowed'

describe('the state of a key', () => {
  test.each([
    [{}, 'ACTIVE', 'allowed', 'allowed'],
    [{ expiresAt: inDays(0.001) }, 'ACTIVE', 'allowed', 'allowed'],
    [{ expiresAt: now }, 'EXPIRED', 'api_key_expired', 'api_key_expired'],
    [{ revokedAt: inDays(-1) }, 'REVOKED', 'api_key_revoked', 'api_key_revoked'],
    [{ revokedAt: inDays(-1), expiresAt: inDays(-2) }, 'REVOKED', 'api_key_revoked', 'api_key_revoked'],
    [{ isReplaced: true, expiresAt: inDays(1) }, 'ACTIVE', 'allowed', 'api_key_replaced'],
    [{ isMember: false }, 'ACTIVE', 'allowed', 'membership_ended'],
  ] as const)('%j is %s; revoking it is %s and changing it %s', (change, status, revocation, keyChange) => {
    const key = { ...live, ...change }
    expect(statusOf(key, now)).toBe(status)
    expect(reason(decideRevocation(key, now))).toBe(revocation)
    expect(reason(decideKeyChange(key, now))).toBe(keyChange)
  })

  test.each([
    [{ createdAt: inDays(-89) }, false],
    [{ createdAt: inDays(-90) }, true],
    [{ createdAt: inDays(-200), lastUsedAt: inDays(-89) }, false],
    [{ createdAt: inDays(-200), lastUsedAt: inDays(-90) }, true],
    [{ createdAt: inDays(-200), expiresAt: now }, false],
    [{ createdAt: inDays(-200), revokedAt: now }, false],
  ])('%j is stale: %s', (change, stale) => expect(isStale({ ...live, ...change }, now)).toBe(stale))
})

test.each([
  [null, null, 'allowed'],
  [{ expiresAt: null }, null, 'allowed'],
  [{ expiresAt: inDays(1) }, inDays(1), 'allowed'],
  [{ expiresAt: inDays(1) }, inDays(1.001), 'exceeds_own_expiry'],
  [{ expiresAt: inDays(1) }, null, 'exceeds_own_expiry'],
])('carried by %j, an end at %s is %s', (carrier, expiresAt, expected) =>
  expect(reason(decideWithinCarrier(carrier, expiresAt))).toBe(expected),
)

test('an owner has at most so many keys', () => {
  expect(reason(decideKeyCount(keysAtMost - 1))).toBe('allowed')
  expect(reason(decideKeyCount(keysAtMost))).toBe('too_many_keys')
})

test('what takes a key’s place lives as long as it was made for, and it ends after the overlap but never later than it would have', () => {
  expect(endAfterRotation(live, now)).toBeNull()
  expect(endAfterRotation({ ...live, expiresAt: inDays(20) }, now)).toEqual(inDays(30))
  expect(endOfReplaced(live, now, 48)).toEqual(inDays(2))
  expect(endOfReplaced({ ...live, expiresAt: inDays(1) }, now, 48)).toEqual(inDays(1))
  expect(endOfReplaced(live, now, 0)).toEqual(now)
})

test.each([
  [null, null],
  [31, null],
  [30, 30],
  [15, 30],
  [14, 14],
  [10, 14],
  [3, 3],
  [1, 3],
  [0, 0],
  [-1, 0],
])('a key that ends in %s days has the notice of %s behind it', (days, behind) =>
  expect(noticeBehind(days === null ? null : inDays(days), now)).toBe(behind),
)
