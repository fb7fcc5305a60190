'use client'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { parseSort, tableUrlKeys, type TableQuery } from './table-query'

type TableStateOptions = {
  /** Before the names in the URL, where two tables share a page. */
  prefix?: string
  defaultSort?: string
}

export type TableState = {
  query: TableQuery
  setSearch: (search: string) => void
  /** Sorts by the key, or turns the order around if it is sorted by it. */
  toggleSort: (key: string) => void
  goNext: (cursor: string) => void
  goPrevious: () => void
  /** Where `goPrevious` leads: a page seen before, the first page (after a shared link), or nowhere. */
  previous: 'page' | 'first' | 'none'
  clearSearch: () => void
}

/** Search, sort and page of a table, kept in the URL. A page turn is a step of the browser's history, typing is not. */
export function useTableState({ prefix = '', defaultSort = '' }: TableStateOptions = {}): TableState {
  const [query, setQuery] = useQueryStates(
    {
      search: parseAsString.withDefault(''),
      sort: parseAsString.withDefault(defaultSort),
      after: parseAsString,
    },
    { urlKeys: tableUrlKeys(prefix), history: 'replace', shallow: true },
  )
  // A keyset knows only the way forward; the way back is what this visit has seen.
  const [trail, setTrail] = useState<(string | null)[]>([query.after])
  const position = trail.indexOf(query.after)
  const turnTo = (after: string | null) => void setQuery({ after }, { history: 'push', scroll: true })

  return {
    query,
    setSearch: (search) => void setQuery({ search: search || null, after: null }),
    toggleSort: (key) => {
      const current = parseSort(query.sort)
      const isTurned = current.key === key && !current.isDescending
      void setQuery({ sort: isTurned ? `-${key}` : key, after: null })
    },
    goNext: (cursor) => {
      setTrail([...trail.slice(0, position + 1), cursor])
      turnTo(cursor)
    },
    goPrevious: () => turnTo(trail[position - 1] ?? null),
    previous: previousOf(query.after, position),
    clearSearch: () => void setQuery({ search: null, after: null }),
  }
}

function previousOf(after: string | null, position: number): TableState['previous'] {
  if (after === null) return 'none'
  return position > 0 ? 'page' : 'first'
}
