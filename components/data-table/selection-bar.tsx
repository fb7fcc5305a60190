'use client'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { countOf } from '@/lib/format'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'

type SelectionBarProps = {
  count: number
  limit: number
  /** "member". */
  noun: string
  onClear: () => void
  /** Selects what matches beyond the page, up to the limit. */
  onSelectAll?: (() => void) | undefined
  isSelectingAll?: boolean
  /** What one may do with them: small buttons. */
  children: ReactNode
}

/** What is selected, and what can be done with it; in the place of the toolbar, so that nothing moves. */
export function SelectionBar(props: SelectionBarProps) {
  const { count, limit, noun, onClear, onSelectAll, isSelectingAll = false, children } = props
  return (
    <section
      aria-label="Selection"
      className="mb-3 flex min-h-8 flex-wrap items-center gap-2 rounded-md bg-accent-soft px-3 py-1.5"
    >
      <p role="status" className="font-medium tabular-nums">
        {countOf(count, noun)} selected
        {count >= limit ? <span className="font-normal text-muted"> (no more at once)</span> : null}
      </p>
      {onSelectAll ? (
        <Button variant="ghost" size="small" onClick={onSelectAll} isPending={isSelectingAll}>
          Select all that match
        </Button>
      ) : null}
      <div className="ml-auto flex flex-wrap items-center gap-2">{children}</div>
      <IconButton label="Clear selection" icon={<X />} size="small" onClick={onClear} />
    </section>
  )
}
