'use client'
import type { KeyboardEvent } from 'react'

const steps: Record<string, [row: number, column: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Arrow keys move the focus from button to button of a table, as in a grid; the buttons are marked with `data-cell`. */
export function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key]
  const cell = event.currentTarget.closest('td')
  const row = cell?.closest('tr')
  const table = row?.closest('table')
  if (!step || !cell || !row || !table) return
  const rows = [...table.rows]
  let [at, column] = [rows.indexOf(row) + step[0], cell.cellIndex + step[1]]
  // Past cells that have nothing to say.
  for (; at >= 0 && at < rows.length && column > 0; at += step[0], column += step[1]) {
    const next = rows[at]?.cells[column]?.querySelector('[data-cell]')
    if (!(next instanceof HTMLElement)) {
      if (column >= (rows[at]?.cells.length ?? 0)) return
      continue
    }
    event.preventDefault()
    next.focus()
    return
  }
}
