'use client'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { cellClass, type ColumnMeta } from './columns'
import { parseSort } from './table-query'

type HeaderCellProps = {
  meta: ColumnMeta | undefined
  sort: string
  onSort?: ((key: string) => void) | undefined
  children: ReactNode
}

export function HeaderCell({ meta, sort, onSort, children }: HeaderCellProps) {
  const sortKey = meta?.sortKey
  const current = parseSort(sort)
  const direction =
    sortKey !== undefined && current.key === sortKey ? directionOf(current.isDescending) : 'none'
  const isSortable = sortKey !== undefined && onSort !== undefined
  return (
    <th
      scope="col"
      aria-sort={isSortable ? direction : undefined}
      className={`h-9 px-3 text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4 ${cellClass(meta)}`}
    >
      {isSortable ? (
        <button
          type="button"
          onClick={() => onSort(sortKey)}
          className="group -mx-1 inline-flex items-center gap-1 rounded-sm px-1 hover:text-ink"
        >
          {children}
          <SortMark direction={direction} />
        </button>
      ) : (
        children
      )}
    </th>
  )
}

type Direction = 'ascending' | 'descending' | 'none'

function directionOf(isDescending: boolean): Direction {
  return isDescending ? 'descending' : 'ascending'
}

function SortMark({ direction }: { direction: Direction }) {
  if (direction === 'ascending') return <ArrowUp aria-hidden className="size-3" />
  if (direction === 'descending') return <ArrowDown aria-hidden className="size-3" />
  return (
    <ChevronsUpDown
      aria-hidden
      className="size-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
    />
  )
}
