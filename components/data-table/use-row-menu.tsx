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

type RowMenuOptions<Row> = {
  rows: readonly Row[]
  rowId: (row: Row) => string
  entriesOf: ((row: Row) => MenuEntry[]) | undefined
}

/** The one menu that the action buttons of all rows open. It follows its row: what is refused meanwhile is refused in it too. */
export function useRowMenu<Row>({ rows, rowId, entriesOf }: RowMenuOptions<Row>): RowMenu<Row> {
  const [isOpen, setIsOpen] = useState(false)
  const [opened, setOpened] = useState<Opened<Row> | null>(null)
  // A row that is gone keeps its menu until that is closed.
  const row = rows.find((one) => rowId(one) === opened?.id) ?? opened?.row
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
        entries={row && entriesOf ? entriesOf(row) : []}
        align="end"
      />
    ),
  }
}
