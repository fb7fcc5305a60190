import { describe, expect, it } from 'vitest'
import { parseSort, tableQueryOf } from './table-query'

describe('a table reads its state from the address', () => {
  it('is the first page, unfiltered, in the default order when the address says nothing', () => {
    expect(tableQueryOf({}, { defaultSort: 'name' })).toEqual({ search: '', sort: 'name', after: null })
  })

  it('takes search, sort and cursor', () => {
    expect(tableQueryOf({ q: 'ada', sort: '-joined', after: 'c1' })).toEqual({
      search: 'ada',
      sort: '-joined',
      after: 'c1',
    })
  })

  it('takes only its own where two tables share a page', () => {
    expect(tableQueryOf({ q: 'ada', pendingq: 'bob' }, { prefix: 'pending' }).search).toBe('bob')
  })

  it('takes the first of a repeated parameter', () => {
    expect(tableQueryOf({ q: ['a', 'b'] }).search).toBe('a')
  })

  it.each([
    ['name', { key: 'name', isDescending: false }],
    ['-name', { key: 'name', isDescending: true }],
    ['', { key: '', isDescending: false }],
  ])('reads the sort "%s"', (sort, expected) => {
    expect(parseSort(sort)).toEqual(expected)
  })
})
