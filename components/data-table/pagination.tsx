'use client'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '../ui/button'
import type { TableState } from './use-table-state'

type PaginationProps = { label: string; state: TableState; nextCursor: string | null }

/** Forward and back; nothing at all for a list of one page. */
export function Pagination({ label, state, nextCursor }: PaginationProps) {
  const { previous } = state
  if (previous === 'none' && nextCursor === null) return null
  return (
    <nav aria-label={`${label} pages`} className="mt-3 flex justify-end gap-2">
      <Button
        size="small"
        onClick={state.goPrevious}
        disabledReason={previous === 'none' ? 'This is the first page.' : undefined}
      >
        <ChevronLeft aria-hidden />
        {previous === 'first' ? 'First page' : 'Previous'}
      </Button>
      <Button
        size="small"
        onClick={() => (nextCursor === null ? undefined : state.goNext(nextCursor))}
        disabledReason={nextCursor === null ? 'This is the last page.' : undefined}
      >
        Next
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  )
}
