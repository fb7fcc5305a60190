import { describe, expect, it } from 'vitest'
import { allow, firstRefusal, refuse } from './decision'
import { permissionDefinitions } from './permissions'
import { listTitles, quoteTitle } from './titles'

describe('decisions', () => {
  it('allow without a reason', () => {
    expect(allow()).toEqual({ allowed: true })
  })

  it('refuse with a reason, a sentence and, where one is missing, the permission', () => {
    expect(refuse('outranked', 'No.', 'read:flow')).toStrictEqual({
      allowed: false,
      reason: 'outranked',
      message: 'No.',
      permission: 'read:flow',
    })
    expect(refuse('outranked', 'No.')).toStrictEqual({ allowed: false, reason: 'outranked', message: 'No.' })
  })

  it('combine to the first refusal in the order given', () => {
    const first = refuse('outranked', 'First.')
    const second = refuse('last_administrator', 'Second.')
    expect(firstRefusal<string>(allow(), first, second)).toBe(first)
    expect(firstRefusal<string>(second, allow(), first)).toBe(second)
  })

  it('combine to allowed when none refuses, or there are none', () => {
    expect(firstRefusal(allow(), allow())).toEqual({ allowed: true })
    expect(firstRefusal()).toEqual({ allowed: true })
  })
})

describe('titles in sentences', () => {
  it('are quoted', () => {
    expect(quoteTitle('read:flow')).toBe('“View flows”')
  })

  it.each([
    [[], ''],
    [['read:flow'], '“View flows”'],
    [['delete:flow', 'read:flow'], '“View flows” and “Delete flows”'],
    [['read:flow', 'create:flow', 'update:flow'], '“View flows”, “Create flows”, and “Change flows”'],
    [
      ['read:flow', 'create:flow', 'update:flow', 'delete:flow'],
      '“View flows”, “Create flows”, “Change flows”, and 1 more',
    ],
    [['read:flow', 'read:flow'], '“View flows”'],
  ] as const)('list %j in the order of the catalogue', (permissions, expected) => {
    expect(listTitles(permissions)).toBe(expected)
  })

  it('count what they do not name', () => {
    const all = permissionDefinitions.map((definition) => definition.id)
    expect(listTitles(all)).toMatch(new RegExp(`, and ${all.length - 3} more$`))
  })
})
