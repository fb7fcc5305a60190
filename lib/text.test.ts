import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { characterCount, multiLineText, singleLineText } from './text'

const line = singleLineText({ label: 'name', maximum: 100 })
const lines = multiLineText({ label: 'message', maximum: 100 })

function messageOf(schema: typeof line, input: unknown): string | undefined {
  return schema.safeParse(input).error?.issues[0]?.message
}

describe('one line of text', () => {
  test.each([
    ['a plain name', 'Ada Lovelace'],
    ['an Arabic name', 'آدا لوفليس'],
    ['a Hebrew name with a mark for its direction', 'עדה\u200f לאבלייס'],
    ['a name with combining marks', 'Zoe\u0308 Nguye\u0302\u0303n'.normalize('NFC')],
    ['an emoji of several characters', '👩🏽‍🚀 Team'],
    ['a flag that is made of tags', '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
    ['exactly as many characters as fit, each two units long', '𝔸'.repeat(100)],
    ['punctuation', 'O’Brien & Söhne (GmbH) <ltd>'],
  ])('%s is kept as it is', (_, text) => {
    expect(line.parse(text)).toBe(text)
  })

  test.each([
    ['nothing', ''],
    ['spaces only', ' \u00a0\u2003 '],
  ])('%s asks to be filled in', (_, text) => {
    expect(messageOf(line, text)).toBe('Fill in the name.')
  })

  test.each([
    ['a line break', 'Ada\nLovelace'],
    ['a tab', 'Ada\tLovelace'],
    ['a zero byte', 'Ada\u0000'],
    ['an escape', 'Ada\u001b[31m'],
    ['a line separator', 'Ada\u2028Lovelace'],
    ['an override of the direction', 'Ada\u202egnp.exe'],
    ['an isolate', 'Ada\u2066x\u2069'],
    ['half of a character', 'Ada\ud800'],
  ])('%s is refused with a sentence', (_, text) => {
    expect(messageOf(line, text)).toBe(
      'The name contains control characters or marks that change the direction of text. Remove them.',
    )
  })

  test('text that nobody can see is refused', () => {
    expect(messageOf(line, '\u200b\u2060')).toBe('The name has no character that can be seen.')
  })

  test('300 characters are refused with their number', () => {
    expect(messageOf(line, 'x'.repeat(300))).toBe('The name has 300 characters. Use at most 100.')
  })

  test.each([[undefined], [null], [7], [['Ada']], [{ name: 'Ada' }]])('%j is not text', (input) => {
    expect(messageOf(line, input)).toBe('Fill in the name.')
  })

  test('spaces around go, runs of spaces become one, and letters take their composed form', () => {
    expect(line.parse('  Zoe\u0308   \u00a0 Q ')).toBe('Zoë Q')
  })

  test('what was accepted is accepted again unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        const first = line.safeParse(text)
        if (!first.success) return
        expect(line.parse(first.data)).toBe(first.data)
        expect(characterCount(first.data)).toBeLessThanOrEqual(100)
        expect(first.data).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
      }),
    )
  })
})

describe('several lines of text', () => {
  test('line ends become one kind, tabs stay, spaces around go', () => {
    expect(lines.parse(' Hello\r\n\tAda\rand all \n')).toBe('Hello\n\tAda\nand all')
  })

  test('nothing is text too', () => {
    expect(lines.parse('')).toBe('')
  })

  test.each([['Ada\u0000'], ['Ada\u001b'], ['Ada\u202e'], ['Ada\ud800']])('%j is refused', (text) => {
    expect(lines.safeParse(text).success).toBe(false)
  })
})

test('a flood of combining marks is refused before it is put in order', () => {
  const flood = `a${'\u0301'.repeat(400_000)}${'\u0323'.repeat(400_000)}`
  for (const schema of [
    singleLineText({ label: 'name', maximum: 100 }),
    multiLineText({ label: 'message', maximum: 1_000 }),
  ]) {
    expect(schema.safeParse(flood).success).toBe(false)
  }
})
