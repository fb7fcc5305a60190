import { describe, expect, it } from 'vitest'
import { consequenceText, type Counted } from './consequence-text'

const textOf = (counted: Counted) =>
  consequenceText({
    subject: 'Suspending Ada',
    organizationName: 'Acme',
    whose: 'their',
    keys: 'stops',
    counted,
  })
const counted = { members: 1, workspaces: 4, api_keys: 2, isAtLeast: false }

describe('a confirmation says with numbers what ends', () => {
  it.each([
    ['both', counted, 'Suspending Ada ends their access to 4 workspaces of Acme and stops 2 API keys.'],
    [
      'one key',
      { ...counted, api_keys: 1 },
      'Suspending Ada ends their access to 4 workspaces of Acme and stops 1 API key.',
    ],
    ['no keys', { ...counted, api_keys: 0 }, 'Suspending Ada ends their access to 4 workspaces of Acme.'],
    [
      'no workspaces',
      { ...counted, workspaces: 0, api_keys: 0 },
      'Suspending Ada ends their access to Acme.',
    ],
    [
      'workspaces of which more may end',
      { ...counted, isAtLeast: true },
      'Suspending Ada ends their access to at least 4 workspaces of Acme and stops 2 API keys.',
    ],
  ])('%s', (_, counts, text) => {
    expect(textOf(counts)).toBe(text)
  })

  it.each(['counting', 'unknown'] as const)('and claims none while that is %s', (state) => {
    expect(textOf(state)).toMatch(
      /^Suspending Ada ends their access to workspaces and stops API keys of Acme/,
    )
    expect(textOf(state)).not.toMatch(/\d/)
  })
})
