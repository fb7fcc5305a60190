'use client'
import { useState } from 'react'

export type RowSelection<Row> = {
  /** What is selected, on whatever page, by id. */
  rows: ReadonlyMap<string, Row>
  ids: ReadonlySet<string>
  add: (rows: readonly Row[]) => void
  remove: (ids: readonly string[]) => void
  clear: () => void
}

type SelectionOptions<Row> = {
  rowId: (row: Row) => string
  /** Selects no more than this. */
  limit: number
  /** What the list was asked for, but for its page: when that changes, the selection ends. */
  scope: string
}

/** Rows that are selected, kept from page to page of one list. */
export function useSelection<Row>({ rowId, limit, scope }: SelectionOptions<Row>): RowSelection<Row> {
  const [state, setState] = useState({ scope, rows: new Map<string, Row>() })
  const rows = state.scope === scope ? state.rows : new Map<string, Row>()
  const change = (next: Map<string, Row>) => setState({ scope, rows: next })
  return {
    rows,
    ids: new Set(rows.keys()),
    add: (added) =>
      change(new Map([...rows, ...added.map((row) => [rowId(row), row] as const)].slice(0, limit))),
    remove: (ids) => change(new Map([...rows].filter(([id]) => !ids.includes(id)))),
    clear: () => change(new Map()),
  }
}
