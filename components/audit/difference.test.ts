import { describe, expect, test } from 'vitest'
import { nameText, readInfo, valueText } from './difference'

describe('what an event says', () => {
  test('is field by field how it was and how it is, without what stayed the same', () => {
    const info = {
      before: { name: 'Night', description: '', role: 'User', role_id: 'a' },
      after: { name: 'Night shift', description: '', role: 'Member', role_id: 'b' },
      user_id: 'u',
    }
    expect(readInfo(info)).toEqual({
      changes: [
        { kind: 'value', name: 'name', before: 'Night', after: 'Night shift' },
        { kind: 'value', name: 'role', before: 'User', after: 'Member' },
      ],
      facts: [{ name: 'user_id', value: 'u' }],
      apiKey: null,
    })
  })

  test('keeps the id of what has no name beside it', () => {
    const info = { before: { role_id: 'a' }, after: { role_id: 'b' } }
    expect(readInfo(info).changes).toEqual([{ kind: 'value', name: 'role_id', before: 'a', after: 'b' }])
  })

  test('tells what was made from what is gone', () => {
    expect(readInfo({ after: { name: 'X' } }).changes).toEqual([
      { kind: 'value', name: 'name', before: undefined, after: 'X' },
    ])
    expect(readInfo({ before: { name: 'X' } }).changes).toEqual([
      { kind: 'value', name: 'name', before: 'X', after: undefined },
    ])
  })

  test('has lists as what came and what went, however they were written', () => {
    const entries = (...networks: string[]) => networks.map((network) => ({ network }))
    expect(
      readInfo({ before: { entries: entries('a', 'b') }, after: { entries: entries('b', 'c') } }).changes,
    ).toEqual([{ kind: 'list', name: 'entries', added: entries('c'), removed: entries('a') }])
    expect(readInfo({ permissions: { added: ['read:flow'], removed: [] } })).toEqual({
      changes: [{ kind: 'list', name: 'permissions', added: ['read:flow'], removed: [] }],
      facts: [],
      apiKey: null,
    })
    expect(readInfo({ after: { permissions: ['read:flow'] } }).changes).toEqual([
      { kind: 'list', name: 'permissions', added: ['read:flow'], removed: [] },
    ])
    expect(readInfo({ before: { names: ['a', 'b'] }, after: { names: ['b', 'a'] } }).changes).toEqual([
      { kind: 'value', name: 'names', before: ['a', 'b'], after: ['b', 'a'] },
    ])
  })

  test('says nothing of a list that stayed the same', () => {
    const info = { permissions: { added: [], removed: [] } }
    expect(readInfo(info)).toEqual({ changes: [], facts: [], apiKey: null })
  })

  test('has the key with which it was done apart, and leaves out what is empty', () => {
    expect(
      readInfo({ by_api_key: { id: '1', name: 'Laptop' }, reason: null, note: '', code: 'forbidden' }),
    ).toEqual({
      changes: [],
      facts: [{ name: 'code', value: 'forbidden' }],
      apiKey: 'Laptop',
    })
  })

  test.each([null, 'text', 7, [1]])('bears %s where an object was expected', (odd) => {
    expect(readInfo({ before: odd, after: odd, by_api_key: odd, permissions: odd }).changes).toEqual([])
  })
})

test.each([
  ['default_role', 'Default role'],
  ['ip_address', 'IP address'],
  ['is_enforced', 'Enforced'],
  ['endedSessions', 'Ended sessions'],
  ['role_id', 'Role ID'],
])('the field %s is called %s', (name, text) => expect(nameText(name)).toBe(text))

test.each([
  [null, 'None'],
  ['', 'Empty'],
  [true, 'Yes'],
  [[], 'None'],
  [['a', 'b'], 'a, b'],
  [{ network: '10.0.0.0/8', is_enabled: false }, 'Network: 10.0.0.0/8, Enabled: No'],
  [12, '12'],
])('%j reads %s', (value, text) => expect(valueText(value)).toBe(text))
