import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRecipient } from '@/lib/mail/delivery'
import { emailAddress, emailKeyOf, parseEmailAddress } from './email-address'

describe('reading an address', () => {
  test.each([
    ['ada@example.com', 'ada@example.com', 'ada@example.com'],
    ['  Ada.Lovelace@Example.COM ', 'Ada.Lovelace@example.com', 'ada.lovelace@example.com'],
    ['ada+roster@example.com', 'ada+roster@example.com', 'ada+roster@example.com'],
    ['ada@bücher.example', 'ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['почта@пример.рф', 'почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
    [
      "o'brien!#$%&*/=?^_`{|}~-@example.com",
      "o'brien!#$%&*/=?^_`{|}~-@example.com",
      "o'brien!#$%&*/=?^_`{|}~-@example.com",
    ],
    ['zoe\u0308@example.com', 'zoë@example.com', 'zoë@example.com'],
  ])('%s', (text, email, emailKey) => {
    expect(parseEmailAddress(text)).toEqual({ email, emailKey })
  })

  test.each([
    ['a full-width at sign', 'ada＠example.com', 'ada@example.com'],
    ['a Kelvin sign', 'mi\u212ae@example.com', 'mike@example.com'],
    ['full-width letters', 'ａｄａ@example.com', 'ada@example.com'],
  ])('%s is the address it looks like, in mail too', (_, text, expected) => {
    const parsed = parseEmailAddress(text)
    expect([parsed?.emailKey, parsed?.email.toLowerCase()]).toEqual([expected, expected])
  })

  test.each([
    [''],
    [' '],
    ['ada'],
    ['ada@'],
    ['@example.com'],
    ['ada@example'],
    ['ada@@example.com'],
    ['ada@exa mple.com'],
    ['ada lovelace@example.com'],
    ['"ada"@example.com'],
    ['.ada@example.com'],
    ['ada.@example.com'],
    ['ada..l@example.com'],
    ['ada@-example.com'],
    ['ada@example-.com'],
    ['ada@example..com'],
    ['ada@example.com.'],
    ['ada@example。com'],
    ['ada@127.0.0.1'],
    ['ada@0x7f.1'],
    ['ada@[::1]'],
    ['ada@example.com/path'],
    ['ada@example.com:25'],
    ['ada@example.com?x'],
    ['ada@user@example.com'],
    ['ada@exam%70le.com'],
    ['ada,bob@example.com'],
    ['Ada <ada@example.com>'],
    ['ada@example.com\r\nBcc: eve@example.com'],
    ['ada\u0000@example.com'],
    ['ada\u202e@example.com'],
    ['ada\u200b@example.com'],
    [`${'a'.repeat(65)}@example.com`],
    [`ada@${'a'.repeat(64)}.com`],
    [`ada@${'abcdefghi.'.repeat(26)}com`],
    ['a'.repeat(100_000)],
  ])('%j is none', (text) => {
    expect(parseEmailAddress(text)).toBeNull()
  })

  const address = fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.domain())
    .map(([local, domain]) => `${local}@${domain}`)

  test('its key is an address with the same key, and it can be mailed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), address), (text) => {
        const parsed = parseEmailAddress(text)
        if (!parsed) return
        expect(parseEmailAddress(parsed.emailKey)?.emailKey).toBe(parsed.emailKey)
        expect(parseEmailAddress(parsed.email)).toEqual(parsed)
        expect(isRecipient(parsed.email)).toBe(true)
      }),
    )
  })

  test('case never tells two people apart', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        expect(parseEmailAddress(text.toUpperCase())?.emailKey).toBe(
          parseEmailAddress(text.toLowerCase())?.emailKey,
        )
      }),
    )
  })
})

describe('the field', () => {
  test('an address comes out as it is stored', () => {
    expect(emailAddress.parse(' Ada@Example.com ')).toBe('Ada@example.com')
    expect(emailKeyOf('Ada@example.com')).toBe('ada@example.com')
  })

  test.each([
    ['', 'Fill in the email address.'],
    [undefined, 'Fill in the email address.'],
    ['ada@', 'This is not an email address. It looks like ada@example.com.'],
  ])('%j is refused with a sentence', (input, sentence) => {
    const issues = emailAddress.safeParse(input).error?.issues
    expect(issues?.map(({ message }) => message)).toEqual([sentence])
  })
})
