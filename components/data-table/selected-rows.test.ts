import { describe, expect, it } from 'vitest'
import { idsBetween, withoutRows, withRows } from './selected-rows'

const ids = ['a', 'b', 'c', 'd', 'e']
const entriesOf = (...names: string[]) => names.map((name) => [name, { name }] as const)
const selected = (...names: string[]) => ({ scope: 'all', rows: new Map(entriesOf(...names)) })

describe('rows that are selected', () => {
  it('stay while others are added from another page', () => {
    const { rows } = withRows(selected('a'), { scope: 'all', added: entriesOf('x'), limit: 10 })
    expect([...rows.keys()]).toEqual(['a', 'x'])
  })

  it('are never more than the limit, and those that were there first stay', () => {
    const { rows } = withRows(selected('a', 'b'), { scope: 'all', added: entriesOf('c', 'd'), limit: 3 })
    expect([...rows.keys()]).toEqual(['a', 'b', 'c'])
  })

  it('count once however often they are added, and are known as they were last seen', () => {
    const added = [['a', { name: 'renamed' }] as const]
    const { rows } = withRows(selected('a', 'b'), { scope: 'all', added, limit: 2 })
    expect([...rows.values()]).toEqual([{ name: 'renamed' }, { name: 'b' }])
  })

  it('are not touched by an answer to what the list was asked for before', () => {
    const before = selected('a')
    expect(withRows(before, { scope: 'search before', added: entriesOf('x'), limit: 10 })).toBe(before)
  })

  it('lose only those that are taken away', () => {
    expect([...withoutRows(selected('a', 'b', 'c'), ['b', 'unknown']).rows.keys()]).toEqual(['a', 'c'])
  })
})

describe('a range of rows', () => {
  it.each([
    ['b', 'd', ['b', 'c', 'd']],
    ['d', 'b', ['b', 'c', 'd']],
    ['a', 'e', ids],
    ['c', 'c', ['c']],
  ])('from %s to %s has both and all between', (from, to, expected) => {
    expect(idsBetween(ids, from, to)).toEqual(expected)
  })

  it('is only the one row where none was pressed before', () => {
    expect(idsBetween(ids, null, 'c')).toEqual(['c'])
  })

  it('is only the one row where the one before is on another page', () => {
    expect(idsBetween(ids, 'on page 1', 'c')).toEqual(['c'])
  })
})
