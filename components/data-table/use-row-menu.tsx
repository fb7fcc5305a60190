'use client'
import { type ReactNode, useState } from 'react'
import { LazyMenuPopup } from '../ui/lazy-menu-popup'
import type { MenuEntry } from '../ui/menu-entry'
import type { RowMenuOpening } from './row-actions'

type RowMenu<Row> = {
  openFor: (id: string, row: Row, opening: RowMenuOpening) => void
  openId: string | null
  popup: ReactNode
}

type Opened<Row> = RowMenuOpening & { id: string; row: Row }

/** The one menu that the action buttons of all rows open. */
export function useRowMenu<Row>(entriesOf: ((row: Row) => MenuEntry[]) | undefined): RowMenu<Row> {
  const [isOpen, setIsOpen] = useState(false)
  const [opened, setOpened] = useState<Opened<Row> | null>(null)
  return {
    openFor: (id, row, opening) => {
      setOpened({ id, row, ...opening })
      setIsOpen(true)
    },
    openId: isOpen ? (opened?.id ?? null) : null,
    popup: (
      <LazyMenuPopup
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        anchor={opened?.anchor ?? null}
        isByKeyboard={opened?.isByKeyboard ?? false}
        entries={opened && entriesOf ? entriesOf(opened.row) : []}
        align="end"
      />
    ),
  }
}
