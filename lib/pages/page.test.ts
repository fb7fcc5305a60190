import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/errors'
import { decodeCursor, decodeNumberCursor, decodeTimeCursor, encodeCursor, pageOf, pageOfViews } from './page'

const id = '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f'

describe('a cursor', () => {
  test('comes back as it was, for every text a row may have', () => {
    const key = fc
      .string({ unit: 'grapheme', maxLength: 100 })
      .filter((text) => text.length <= 500 && !text.includes('\0'))
    fc.assert(
      fc.property(key, fc.uuid(), (text, row) => {
        expect(decodeCursor(encodeCursor({ key: text, id: row }))).toEqual({ key: text, id: row })
      }),
    )
  })

  test('is made of characters that an address and a header carry as they are', () => {
    expect(encodeCursor({ key: 'Ünïcødé / + = 🙂', id })).toMatch(/^[\w-]+$/)
  })

  test.each([undefined, ''])('that is missing (%j) is the first page', (cursor) => {
    expect(decodeCursor(cursor)).toBeNull()
    expect(decodeTimeCursor(cursor)).toBeNull()
  })

  const good = encodeCursor({ key: 'ada', id })
  test.each([
    ['cut off', good.slice(0, -4)],
    ['doubled', good + good],
    ['garbage', 'not a cursor at all'],
    ['a number', '12'],
    ['an empty object', encoded({})],
    ['null', encoded(null)],
    ['a list', encoded(['ada', id])],
    ['without an id', encoded({ key: 'ada' })],
    ['with an id that is none', encoded({ key: 'ada', id: "' or true --" })],
    ['with a key that is no text', encoded({ key: 7, id })],
    ['with a field too many', encoded({ key: 'ada', id, account: id })],
    ['with a NUL, which the database refuses', encoded({ key: 'a\0b', id })],
    ['with an endless key', encoded({ key: 'x'.repeat(501), id })],
  ])('%s is refused with a sentence', (_, cursor) => {
    expect(refusalOf(() => decodeCursor(cursor))).toMatchObject({
      code: 'invalid_input',
      reason: 'invalid_cursor',
      message: expect.stringContaining('first page'),
      fields: { cursor: expect.any(String) },
    })
  })
})

describe('a cursor of a list in the order of a time', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01T00:00:00.000Z'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        (time) => {
          const position = { key: time.toISOString(), id }
          expect(decodeTimeCursor(encodeCursor(position))).toEqual(position)
        },
      ),
    )
  })

  test.each([
    'ada',
    '2026-03-01',
    '2026-03-01 12:00:00+00',
    '2026-13-45T25:61:61.000Z',
    '2026-02-30T00:00:00.000Z',
    '0000-01-01T00:00:00.000Z',
    `2026-03-01T12:00:00.${'0'.repeat(300)}Z`,
    'now',
    'infinity',
  ])('that says %j is refused rather than handed to the database', (key) => {
    expect(refusalOf(() => decodeTimeCursor(encodeCursor({ key, id })))).toMatchObject({
      reason: 'invalid_cursor',
    })
  })
})

describe('a page', () => {
  const rows = ['a', 'b', 'c'].map((key) => ({ key, id, more: true }))

  test('that is not full is the last', () => {
    expect(pageOf(rows, 3)).toEqual({ rows, nextCursor: null })
    expect(pageOf([], 3)).toEqual({ rows: [], nextCursor: null })
  })

  test('with a row left over leads on from its last row', () => {
    const { rows: shown, nextCursor } = pageOf(rows, 2)
    expect(shown.map(({ key }) => key)).toEqual(['a', 'b'])
    expect(decodeCursor(nextCursor ?? '')).toEqual({ key: 'b', id })
  })
})

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function refusalOf(decode: () => unknown): unknown {
  try {
    return { decoded: decode() }
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    return error
  }
}

test('a cursor of a list in the order of a number is that number, and no other text', () => {
  expect(decodeNumberCursor(undefined)).toBeNull()
  expect(decodeNumberCursor(encodeCursor({ key: '4711', id }))).toBe(4_711n)
  for (const key of ['0', '-1', '1r', '1.5', ' 1', '1234567890123456789', 'ada'])
    expect(() => decodeNumberCursor(encodeCursor({ key, id }))).toThrow(AppError)
})

test('rows that are shown as something else are cut like others', () => {
  const shown = {
    placeOf: (row: number) => ({ key: String(row), id }),
    viewOf: (row: number) => `no. ${row}`,
  }
  expect(pageOfViews([1, 2, 3], { limit: 3, ...shown })).toEqual({
    rows: ['no. 1', 'no. 2', 'no. 3'],
    nextCursor: null,
  })
  const page = pageOfViews([1, 2, 3], { limit: 2, ...shown })
  expect(page.rows).toEqual(['no. 1', 'no. 2'])
  expect(decodeNumberCursor(page.nextCursor ?? '')).toBe(2n)
})
