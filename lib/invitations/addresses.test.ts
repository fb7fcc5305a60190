import { describe, expect, test } from 'vitest'
import { addressesOfRows, bareAddress, splitAddresses } from './addresses'

describe('pasted text becomes addresses', () => {
  test.each([
    ['a@b.co, c@d.co;e@f.co g@h.co\ni@j.co', ['a@b.co', 'c@d.co', 'e@f.co', 'g@h.co', 'i@j.co']],
    ['Ada Lovelace <ada@example.com>, Grace <grace@example.com>', ['ada@example.com', 'grace@example.com']],
    ['"Lovelace, Ada" <ada@example.com>; bob@example.com', ['ada@example.com', 'bob@example.com']],
    ['ada+test@example.com', ['ada+test@example.com']],
    ['not-an-address, ada@example.com', ['not-an-address', 'ada@example.com']],
    ['  ,;\n ', []],
    ['<ada@example.com>', ['ada@example.com']],
  ])('%j', (text, expected) => {
    expect(splitAddresses(text)).toEqual(expected)
  })

  test('a name in front is left away', () => {
    expect(bareAddress('Ada <ada@example.com> ')).toBe('ada@example.com')
    expect(bareAddress(' ada@example.com ')).toBe('ada@example.com')
  })
})

describe('rows of a CSV file become addresses', () => {
  test('a column called email is used, whatever stands beside it', () => {
    const rows = [
      ['Name', 'E-Mail', 'Manager'],
      ['Ada', 'ada@example.com', 'boss@example.com'],
      ['Bob', '', ''],
      ['Eve', 'nonsense', ''],
    ]
    expect(addressesOfRows(rows)).toEqual(['ada@example.com', 'nonsense'])
  })

  test('without a heading the first cell with an @ is used, and a row without one is not lost', () => {
    expect(addressesOfRows([['Ada', 'ada@example.com'], ['', ''], ['Bob']])).toEqual([
      'ada@example.com',
      'Bob',
    ])
  })
})

describe('text of any kind is read in one pass', () => {
  test.each([
    ['spaces', ' '.repeat(200_000), 0],
    ['words', 'a '.repeat(100_000), 100_000],
    ['quotes', '"'.repeat(199_999), 1],
    ['brackets', '<'.repeat(200_000), 1],
    ['names', `${'a'.repeat(100_000)} <`, 2],
  ])('%s', (_, text, count) => {
    expect(splitAddresses(text)).toHaveLength(count)
  })
})
