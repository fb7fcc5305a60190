import { Skeleton } from '../ui/skeleton'
import { cellClass, type ColumnMeta } from './columns'

type SkeletonRowsProps = {
  columns: { id: string; meta: ColumnMeta | undefined }[]
  hasSelection: boolean
  hasActions: boolean
  count: number
}

/** Rows as high as the real ones, so that nothing moves when those come. */
export function SkeletonRows({ columns, hasSelection, hasActions, count }: SkeletonRowsProps) {
  return Array.from({ length: count }, (_, row) => (
    <tr key={row} aria-hidden className="h-11 border-t border-line">
      {hasSelection ? (
        <td className="w-px pl-4">
          <Skeleton width="checkbox" />
        </td>
      ) : null}
      {columns.map(({ id, meta }, index) => (
        <td key={id} className={`px-3 first:pl-4 last:pr-4 ${cellClass(meta)}`}>
          <Skeleton width={index === 0 ? 'long' : 'medium'} />
        </td>
      ))}
      {hasActions ? (
        <td className="w-px pr-2">
          <Skeleton width="action" />
        </td>
      ) : null}
    </tr>
  ))
}
