'use client'
import type { ReactNode } from 'react'
import { SearchBox } from './search-box'
import type { TableState } from './use-table-state'

type ToolbarProps = {
  /** Null for a list that is not searched. */
  searchLabel: string | null
  state: TableState
  filters?: ReactNode
  actions?: ReactNode
}

export function Toolbar({ searchLabel, state, filters, actions }: ToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {searchLabel === null ? null : (
        <SearchBox label={searchLabel} value={state.query.search} onValueChange={state.setSearch} />
      )}
      {filters}
      {actions ? <div className="ml-auto flex items-center gap-2">{actions}</div> : null}
    </div>
  )
}
