import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountHandle, createOrganizationInput, deleteOrganizationInput, suggestHandle } from './schema'

describe('a handle', () => {
  test.each(['abc', 'a-b', '007', 'a'.repeat(40), 'a--b', '9to5', 'acme-org'])('may be %s', (handle) => {
    expect(accountHandle.parse(handle)).toBe(handle)
  })

  test.each([
    ['two characters', 'ab', 'at least 3'],
    ['nothing', '', 'at least 3'],
    ['41 characters', 'a'.repeat(41), 'at most 40'],
    ['capital letters', 'Acme', 'small letters'],
    ['a space', 'ac me', 'small letters'],
    ['an underscore', 'ac_me', 'small letters'],
    ['a slash', 'a/../b', 'small letters'],
    ['letters of another script', 'аcme', 'small letters'],
    ['a line end', 'acme\n', 'small letters'],
    ['a hyphen in front', '-acme', 'starts and ends'],
    ['a hyphen behind', 'acme-', 'starts and ends'],
    ['an address of the console', 'settings', 'reserved'],
    ['an address of the API', 'api', 'reserved'],
    ['a word that misleads', 'administrator', 'reserved'],
  ])('may not have or be %s, and says so', (_, handle, sentence) => {
    expect(
      accountHandle
        .safeParse(handle)
        .error?.issues.map(({ message }) => message)
        .join(' '),
    ).toContain(sentence)
  })

  test.each([undefined, null, 7, ['abc'], { toString: () => 'abc' }])('is text: %o is refused', (value) => {
    expect(accountHandle.safeParse(value).success).toBe(false)
  })
})

describe('the handle suggested for a name', () => {
  test.each([
    ['Acme', 'acme'],
    ['Müller & Söhne GmbH', 'muller-sohne-gmbh'],
    ['  Ada’s   Lab  ', 'ada-s-lab'],
    ['ACME, Inc.', 'acme-inc'],
    ['Ⅷ ﬁne', 'viii-fine'],
    ['Bo', 'bo-org'],
    ['API', 'api-org'],
    ['株式会社', ''],
    ['🙂', ''],
    ['', ''],
    ['x'.repeat(60), 'x'.repeat(40)],
    [`${'x'.repeat(39)} y`, 'x'.repeat(39)],
  ])('%j becomes %j', (name, handle) => {
    expect(suggestHandle(name)).toBe(handle)
  })

  test('is one that is accepted, or empty, for any name', () => {
    const anyName = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.lorem(),
      fc.constantFrom('Sign in', 'new', 'www', 'İI'),
    )
    fc.assert(
      fc.property(anyName, (name) => {
        const handle = suggestHandle(name)
        expect(handle === '' || accountHandle.safeParse(handle).success, handle).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a new organization', () => {
  test('has a name of any script, tidied, and nothing else but a handle', () => {
    const given = { name: '  Cafe\u0301   Ünïon 🙂 شركة ', handle: 'cafe' }
    expect(createOrganizationInput.parse(given)).toEqual({ name: 'Café Ünïon 🙂 شركة', handle: 'cafe' })
    expect(createOrganizationInput.safeParse({ ...given, plan: 'ENTERPRISE' }).success).toBe(false)
    expect(createOrganizationInput.safeParse({ ...given, ownerUserId: null }).success).toBe(false)
  })

  test.each([
    ['300 characters', 'x'.repeat(300)],
    ['nothing but spaces', ' \u00a0 '],
    ['a control character', 'Ac\u0000me'],
    ['a line end', 'Ac\nme'],
    ['text that runs the other way', 'Acme\u202Egpj.exe'],
    ['half a character', 'Acme\ud800'],
    ['nothing that can be seen', '\u200b\u200d'],
  ])('is refused a name of %s, with a sentence', (_, name) => {
    const result = createOrganizationInput.safeParse({ name, handle: 'acme' })
    expect(result.error?.issues[0]?.message).toMatch(/name.*\./)
  })
})

test('deleting takes the account’s id and a typed handle, whatever it is', () => {
  const accountId = '3f0c8b1e-7d0a-4b8e-9a3e-2f4f5d6c7b8a'
  expect(deleteOrganizationInput.safeParse({ accountId, handle: 'Not A Handle' }).success).toBe(true)
  expect(deleteOrganizationInput.safeParse({ accountId: 'acme', handle: 'acme' }).success).toBe(false)
  expect(deleteOrganizationInput.safeParse({ accountId }).success).toBe(false)
})
