'use client'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { countOf, countText } from '@/lib/format'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'

type SelectionBarProps = {
  count: number
  limit: number
  /** "member". */
  noun: string
  /** Where an s does not make the plural. */
  nouns?: string
  onClear: () => void
  /** Selects what matches beyond the page, up to the limit. */
  onSelectAll?: (() => void) | undefined
  isSelectingAll?: boolean
  /** What one may do with them: small buttons. */
  children: ReactNode
}

/** What is selected, and what can be done with it; the table says it aloud, puts it over its toolbar, and takes over the focus. */
export function SelectionBar(props: SelectionBarProps) {
  const { count, limit, noun, nouns, onClear, onSelectAll, isSelectingAll = false, children } = props
  return (
    <section
      aria-label="Selection"
      className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 rounded-md bg-accent-soft px-1 py-0.5 forced-colors:outline"
    >
      <IconButton label="Clear selection" icon={<X />} size="small" onClick={onClear} />
      <p className="font-medium tabular-nums">
        {countOf(count, noun, nouns)} selected
        {count >= limit ? <span className="font-normal text-muted"> (no more at once)</span> : null}
      </p>
      {onSelectAll ? (
        <Button variant="ghost" size="small" onClick={onSelectAll} isPending={isSelectingAll}>
          Select all that match, up to {countText(limit)}
        </Button>
      ) : null}
      <div className="ml-auto flex flex-wrap items-center justify-end gap-2">{children}</div>
    </section>
  )
}
