import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { userLines, userText } from './user-text'

const zeroWidthSpace = '\u200B'

describe('text that somebody typed', () => {
  test.each([
    ['Acme', 'Acme'],
    ['  Acme \t Inc.  ', 'Acme Inc.'],
    ['Ωmega & Söhne GmbH 🚀', 'Ωmega & Söhne GmbH 🚀'],
    ['O’Reilly <b>Media</b>', 'O’Reilly <b>Media</b>'],
    ['e\u0301', '\u00E9'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
    ['Room 3.30/4.15, 24/7', `Room 3.${zeroWidthSpace}30/4.${zeroWidthSpace}15, 24/7`],
    ['Is it Booking.com? Yes', `Is it Booking.${zeroWidthSpace}com? Yes`],
  ])('%j stays readable', (given, shown) => expect(userText(given, 100)).toBe(shown))

  test.each([
    'https://evil.example/login',
    'HTTPS://EVIL.EXAMPLE',
    'hxxp://evil',
    'www.evil.example',
    'evil.example/login',
    'evil.example:8080',
    'evil.example?next=1',
    'пример.рф/вход',
    'evil。example/login',
    'evil.xn--p1ai/login',
    '192.0.2.1/login',
    'mailto:a@evil.example',
    'javascript:alert(1)',
    'ev\u200Bil.exam\u00ADple/login',
    'ht\u2060tps://evil.example',
  ])('%j loses its address', (given) =>
    expect(userText(`Click ${given} now`, 100)).toBe('Click [link removed] now'),
  )

  test('no mail program takes a bare domain or an address for a link', () => {
    expect(userText('evil.example and a@evil.example', 100)).toBe(
      `evil.${zeroWidthSpace}example and a@${zeroWidthSpace}evil.${zeroWidthSpace}example`,
    )
  })

  test('line breaks become spaces, so nothing can begin a header or a paragraph of its own', () => {
    expect(userText('Acme\r\nBcc: x\u2028y\u2029z\u0085w\u0000v', 100)).toBe('Acme Bcc: x y z w v')
  })

  test('characters that turn the direction of what follows are dropped, and right-to-left text is fenced in', () => {
    expect(userText('abc\u202Egnp.exe\u2066', 100)).toBe(`abcgnp.${zeroWidthSpace}exe`)
    expect(userText('אקמה', 100)).toBe('\u2068אקמה\u2069')
  })

  test('long text is cut at a character, not in one', () => {
    expect(userText('x'.repeat(300), 80)).toBe(`${'x'.repeat(79)}…`)
    expect(userText('👩‍👩‍👧'.repeat(300), 10)).toBe(`${'👩‍👩‍👧'.repeat(9)}…`)
    expect(userText(`e${'\u0301'.repeat(5_000)}`, 10).length).toBeLessThan(100)
  })

  test('whatever is given, nothing of it can act as a link, a line break or a hidden character', () => {
    const pieces = fc.constantFrom(
      'https',
      '://',
      'evil',
      '.',
      'com',
      '/',
      '@',
      '\r\n',
      '\u202E',
      '\u200B',
      ' ',
      'www.',
      '。',
      '\\',
      '?a',
      ':80',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (given) => {
          const shown = userText(given, 200)
          expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066\u2067]/u)
          expect(shown).not.toMatch(/:\/\/|\bwww\.[a-z]|[a-z0-9]\.[a-z]|@[a-z]/iu)
        },
      ),
    )
  })
})

describe('a message of several lines', () => {
  const limits = { lines: 3, lineLength: 20 }

  test('keeps its lines, drops empty ones at the ends, and ends after the limit', () => {
    expect(userLines('\n\r\nHello,\r\n\r\nwelcome\nhere\nrest\n', limits)).toEqual(['Hello,', '', 'welcome'])
    expect(userLines(' \n ', limits)).toEqual([])
  })

  test('cuts each line', () => {
    expect(userLines('x'.repeat(100), limits)).toEqual([`${'x'.repeat(19)}…`])
  })
})
