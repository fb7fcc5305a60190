'use client'
import type { ReactNode } from 'react'
import { countText } from '@/lib/format'
import { ErrorState } from '../feedback/error-state'
import type { MenuEntry } from '../ui/menu-entry'
import type { Column } from './columns'
import { NoResults } from './no-results'
import { Pagination } from './pagination'
import { TableGrid } from './table-grid'
import type { RowSelection } from './use-selection'
import { Toolbar } from './toolbar'
import { ToolbarPlace } from './toolbar-place'
import type { TableState } from './use-table-state'

export type DataTableProps<Row extends object> = {
  /** The accessible name: the name of the page. */
  label: string
  /** From `columnsOf`, at module scope or remembered: the same ones each time. */
  columns: readonly Column<Row>[]
  /** Undefined while the first page loads. */
  rows: readonly Row[] | undefined
  rowId: (row: Row) => string
  /** What the row is called in "Actions for NAME". */
  rowName: (row: Row) => string
  rowActions?: (row: Row) => MenuEntry[]
  /** Search, sort and page in the URL; without it the table is a plain short list. */
  state?: TableState
  nextCursor?: string | null
  /** Defaults to "Search " and the label in lower case. Null for a list that is not searched. */
  searchLabel?: string | null
  filters?: ReactNode
  toolbarActions?: ReactNode
  /** Filters beside the search are set, so that nothing found is not the same as nothing there. */
  isFiltered?: boolean
  onClearFilters?: () => void
  /** Shown when there is nothing and nothing was searched for: an `<EmptyState>`. */
  empty: ReactNode
  error?: unknown
  onRetry?: () => void
  /** The rows shown are of the query before. */
  isStale?: boolean
  /** Rows that can be selected, with Shift a range of them; `selectionBar` lies over the toolbar while some are. */
  selection?: RowSelection<Row>
  selectionBar?: ReactNode
  /** Columns that are not shown, by id. */
  hiddenColumns?: ReadonlySet<string>
}

/** The only table. Server-side: it shows the rows it is given, and tells the URL what to ask for. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, state, searchLabel, filters, toolbarActions, selectionBar, nextCursor = null } = props
  const search = searchLabel === undefined ? `Search ${label.toLowerCase()}` : searchLabel
  return (
    <div data-table className="@container min-w-0">
      <ToolbarPlace
        toolbar={
          state && (search !== null || filters || toolbarActions) ? (
            <Toolbar searchLabel={search} state={state} filters={filters} actions={toolbarActions} />
          ) : null
        }
        selectionBar={selectionBar}
      />
      <div className="rounded-md border border-line bg-surface">
        <Content {...props} />
      </div>
      {state ? <Pagination label={label} state={state} nextCursor={nextCursor} /> : null}
      <p role="status" className="sr-only">
        {statusOf(props)}
      </p>
    </div>
  )
}

function Content<Row extends object>(props: DataTableProps<Row>) {
  const { rows, error, onRetry, state, isFiltered = false, onClearFilters, empty } = props
  if (error && rows === undefined) return <ErrorState error={error} onRetry={onRetry} />
  if (rows?.length !== 0) return <TableGrid {...props} />
  const search = state?.query.search ?? ''
  if (search === '' && !isFiltered && (state?.query.after ?? null) === null) return empty
  const clear = () => {
    state?.clearSearch()
    onClearFilters?.()
  }
  return <NoResults search={search} onClear={clear} />
}

function statusOf<Row extends object>({ rows, label, error, selection }: DataTableProps<Row>): string {
  if (error || rows === undefined) return ''
  if (selection && selection.ids.size > 0) return `${countText(selection.ids.size)} selected`
  return rows.length === 0 ? `No ${label.toLowerCase()} found` : `${rows.length} ${label.toLowerCase()} shown`
}
