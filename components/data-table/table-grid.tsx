'use client'
import { FlexRender, useTable } from '@tanstack/react-table'
import { cellClass, tableFeatureSet } from './columns'
import type { DataTableProps } from './data-table'
import { HeaderCell } from './header-cell'
import { RowActions } from './row-actions'
import { SelectAll, SelectRow, usePressedRow } from './selection-cells'
import { SkeletonRows } from './skeleton-rows'
import { useRowMenu } from './use-row-menu'

const SKELETON_ROWS = 8
const noRows: never[] = []
const cell = 'px-3 first:pl-4 last:pr-4'
// Unless there is plenty of room the first column takes what is left and shortens its text; a long one never pushes the others out.
const main = '@max-5xl:w-full @max-5xl:max-w-0 @5xl:max-w-120'

/** The table element itself, with rows or their skeletons. */
export function TableGrid<Row extends object>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowId,
    rowName,
    rowActions,
    state,
    isStale = false,
    selection,
    hiddenColumns,
  } = props
  const menu = useRowMenu({ rows: rows ?? noRows, rowId, entriesOf: rowActions })
  const onPress = usePressedRow({ rows: rows ?? noRows, rowId, selection })
  const isShown = ({ id, accessorKey }: { id?: string; accessorKey?: unknown }) =>
    !hiddenColumns?.has(id ?? String(accessorKey))
  const table = useTable({
    features: tableFeatureSet,
    columns: hiddenColumns ? columns.filter(isShown) : columns,
    data: rows ?? noRows,
    getRowId: rowId,
  })
  const headers = table.getHeaderGroups().flatMap((group) => group.headers)

  return (
    // While it loads there is nothing to scroll to, and nothing in it that the keyboard could reach it by.
    <div className={rows === undefined ? 'relative overflow-hidden' : 'relative overflow-x-auto'}>
      <table
        aria-label={label}
        aria-busy={rows === undefined || isStale}
        className="w-full border-collapse text-base"
      >
        <thead>
          <tr>
            {selection ? <SelectAll rows={rows ?? noRows} rowId={rowId} selection={selection} /> : null}
            {headers.map((header) => (
              <HeaderCell
                key={header.id}
                meta={header.column.columnDef.meta}
                sort={state?.query.sort ?? ''}
                onSort={state?.toggleSort}
              >
                <FlexRender header={header} />
              </HeaderCell>
            ))}
            {rowActions ? (
              <th scope="col" className="w-px">
                <span className="sr-only">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody className={isStale ? 'opacity-60 transition-opacity' : 'transition-opacity'}>
          {rows === undefined ? (
            <SkeletonRows
              columns={headers.map(({ id, column }) => ({ id, meta: column.columnDef.meta }))}
              hasSelection={selection !== undefined}
              hasActions={rowActions !== undefined}
              count={SKELETON_ROWS}
            />
          ) : null}
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className="h-11 border-t border-line hover:bg-subtle">
              {selection ? (
                <SelectRow
                  id={row.id}
                  name={rowName(row.original)}
                  isChecked={selection.ids.has(row.id)}
                  onPress={onPress}
                />
              ) : null}
              {row.getAllCells().map((content, index) => (
                <td
                  key={content.id}
                  className={`${cell} ${index === 0 ? main : ''} ${cellClass(content.column.columnDef.meta)}`}
                >
                  <FlexRender cell={content} />
                </td>
              ))}
              {rowActions ? (
                <td className="w-px pr-2 text-right">
                  <RowActions
                    name={rowName(row.original)}
                    isOpen={menu.openId === row.id}
                    onOpen={(opening) => menu.openFor(row.id, row.original, opening)}
                  />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {menu.popup}
    </div>
  )
}
