import { expect, test } from 'vitest'
import { decideLink } from './rules'

const now = new Date('2026-03-01T12:00:00Z')
const later = new Date('2026-03-01T12:00:00.001Z')

test.each([
  ['an unused link before its end opens', { expiresAt: later, usedAt: null }, null],
  ['a link ends at its very time', { expiresAt: now, usedAt: null }, 'link_expired'],
  ['a used link says so, also when it has expired since', { expiresAt: now, usedAt: now }, 'link_used'],
  ['a link that was never ours is unknown', null, 'link_unknown'],
])('%s', (_, link, reason) => {
  const decision = decideLink(link, now)
  expect(decision.allowed ? null : decision.reason).toBe(reason)
})
