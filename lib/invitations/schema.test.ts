import { describe, expect, test } from 'vitest'
import { addressesAtMost, invitationTokenInput, inviteMembersInput, listInvitationsInput } from './schema'

const accountId = '3f0c8b1e-7d0a-4b8e-9a3e-2f4f5d6c7b8a'
const roleId = '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f'

describe('inviting', () => {
  test('takes the addresses as one text or as a list, and a message that may be missing', () => {
    expect(parse({ emails: 'Ada <ada@example.com>, bob@example.com' }).emails).toEqual([
      'ada@example.com',
      'bob@example.com',
    ])
    expect(parse({ emails: ['Ada <ada@example.com>', 'nonsense'] }).emails).toEqual([
      'Ada <ada@example.com>',
      'nonsense',
    ])
    expect(parse({}).message).toBe('')
    expect(parse({ message: '  Hello\r\nthere  ' }).message).toBe('Hello\nthere')
  })

  test('one address, however long, does not stop the others', () => {
    expect(parse({ emails: ['a'.repeat(50_000), 'ada@example.com'] }).emails).toHaveLength(2)
  })

  test.each([
    ['no address', { emails: [] }, 'at least one'],
    ['text without an address', { emails: ' ,;\n ' }, 'at least one'],
    ['too many addresses', { emails: Array<string>(addressesAtMost + 1).fill('a@b.co') }, 'at most 500'],
    ['something else than addresses', { emails: 7 }, 'as text or as a list'],
    ['a list of something else', { emails: [{ email: 'a@b.co' }] }, 'as text or as a list'],
    ['no role', { roleId: undefined }, 'organization role'],
    ['a role by name', { roleId: 'Administrator' }, 'organization role'],
    ['a message of 1,001 characters', { message: 'x'.repeat(1_001) }, 'at most 1000'],
    ['a message with control characters', { message: 'a\u0007b' }, 'control characters'],
    ['a field that is not asked for', { status: 'ACCEPTED' }, 'status'],
  ])('is refused with %s', (_, change, sentence) => {
    const result = inviteMembersInput.safeParse({ accountId, emails: ['a@b.co'], roleId, ...change })
    expect(result.error?.issues.map(({ message }) => message).join(' ')).toContain(sentence)
  })
})

test('a link’s secret is any text of bearable length: a broken one deserves a sentence of its own', () => {
  expect(invitationTokenInput.safeParse({ token: '' }).success).toBe(true)
  expect(invitationTokenInput.safeParse({ token: 'x'.repeat(2_001) }).success).toBe(false)
  expect(invitationTokenInput.safeParse({ token: 'x', accountId }).success).toBe(false)
})

describe('listing', () => {
  test('has a first page of 50 when nothing is asked', () => {
    expect(listInvitationsInput.parse({ accountId })).toEqual({ accountId, search: '', limit: 50 })
  })

  test.each([
    ['a page of none', { limit: 0 }],
    ['a page of too many', { limit: 1_001 }],
    ['half a row', { limit: 1.5 }],
    ['a search with a NUL', { search: 'a\u0000b' }],
    ['a search of 201 characters', { search: 'x'.repeat(201) }],
    ['an endless cursor', { cursor: 'x'.repeat(1_001) }],
    ['an account by handle', { accountId: 'acme' }],
  ])('is refused with %s', (_, change) => {
    expect(listInvitationsInput.safeParse({ accountId, ...change }).success).toBe(false)
  })

  test('a search is tidied: normal form, without spaces around it', () => {
    expect(listInvitationsInput.parse({ accountId, search: '  Cafe\u0301 ' }).search).toBe('Café')
  })
})

function parse(change: Record<string, unknown>) {
  return inviteMembersInput.parse({ accountId, emails: ['a@b.co'], roleId, ...change })
}
