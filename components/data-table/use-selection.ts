'use client'
import { useState } from 'react'
import { withoutRows, withRows, type SelectedRows } from './selected-rows'

export type RowSelection<Row> = {
  /** What is selected, on whatever page, by id. */
  rows: ReadonlyMap<string, Row>
  ids: ReadonlySet<string>
  /** Adds up to the limit. Does nothing when the list has been asked for something else since. */
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
  const [state, setState] = useState<SelectedRows<Row>>({ scope, rows: new Map() })
  const selected = state.scope === scope ? state : { scope, rows: new Map<string, Row>() }
  if (state !== selected) setState(selected)
  return {
    rows: selected.rows,
    ids: new Set(selected.rows.keys()),
    add: (rows) => {
      const added = rows.map((row) => [rowId(row), row] as const)
      setState((current) => withRows(current, { scope, added, limit }))
    },
    remove: (ids) => setState((current) => withoutRows(current, ids)),
    clear: () => setState({ scope, rows: new Map() }),
  }
}
