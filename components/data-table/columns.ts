import { createColumnHelper, metaHelper, tableFeatures, type ColumnDef } from '@tanstack/react-table'

export type ColumnMeta = {
  /** 1 is always shown; 2 from 512 pixels of table width; 3 from 768. Default 1. */
  priority?: 1 | 2 | 3
  align?: 'start' | 'end'
  /** The server's name of the sort; without one the column does not sort. */
  sortKey?: string
}

export const tableFeatureSet = tableFeatures({ columnMeta: metaHelper<ColumnMeta>() })

export type Column<Row extends object> = ColumnDef<typeof tableFeatureSet, Row>

/** `const column = columnsOf<Row>()`, at module scope; then `column.columns([column.accessor('name', { … }), …])`. */
export function columnsOf<Row extends object>() {
  return createColumnHelper<typeof tableFeatureSet, Row>()
}

const shownFrom = { 1: '', 2: 'hidden @lg:table-cell', 3: 'hidden @3xl:table-cell' }

/** Classes of all cells of a column, head and skeleton included. */
export function cellClass(meta: ColumnMeta | undefined): string {
  return `${shownFrom[meta?.priority ?? 1]} ${meta?.align === 'end' ? 'text-right' : 'text-left'}`
}
