'use client'
import { type ReactNode, useLayoutEffect, useRef } from 'react'

type ToolbarPlaceProps = { toolbar: ReactNode; selectionBar: ReactNode }

/** The bar lies over the toolbar, which keeps its place and what is being typed: no row moves away under the pointer. */
export function ToolbarPlace({ toolbar, selectionBar }: ToolbarPlaceProps) {
  if (!toolbar && !selectionBar) return null
  return (
    <div className="mb-3 grid grid-cols-[minmax(0,1fr)]">
      {toolbar ? <div className={`[grid-area:1/1] ${selectionBar ? 'invisible' : ''}`}>{toolbar}</div> : null}
      {selectionBar ? <BarPlace>{selectionBar}</BarPlace> : null}
    </div>
  )
}

function BarPlace({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  // The document's focus: left on a bar that goes away, it would start again at the top of the page.
  useLayoutEffect(() => {
    const element = place.current
    return () => {
      if (element?.contains(document.activeElement)) selectAllBeside(element)?.focus()
    }
  }, [])
  return (
    <div ref={place} className="self-end [grid-area:1/1]">
      {children}
    </div>
  )
}

function selectAllBeside(element: HTMLElement): HTMLElement | null {
  return element.closest('[data-table]')?.querySelector<HTMLElement>('thead input[type="checkbox"]') ?? null
}
