'use client'
import { useRef } from 'react'
import { Checkbox } from '../ui/checkbox'
import { idsBetween } from './selected-rows'
import type { RowSelection } from './use-selection'

type Pressed = { id: string; isChecked: boolean; isShifted: boolean }

type SelectingOptions<Row> = {
  rows: readonly Row[]
  rowId: (row: Row) => string
  selection: RowSelection<Row> | undefined
}

/** Selects the pressed row; with Shift, all rows from the one pressed before. */
export function usePressedRow<Row>({ rows, rowId, selection }: SelectingOptions<Row>) {
  const before = useRef<string | null>(null)
  return ({ id, isChecked, isShifted }: Pressed) => {
    const start = isShifted && selection?.ids.size ? before.current : null
    const ids = idsBetween(rows.map(rowId), start, id)
    before.current = id
    if (isChecked) selection?.add(rows.filter((row) => ids.includes(rowId(row))))
    else selection?.remove(ids)
  }
}

type SelectAllProps<Row> = {
  rows: readonly Row[]
  rowId: (row: Row) => string
  selection: RowSelection<Row>
}

export function SelectAll<Row>({ rows, rowId, selection }: SelectAllProps<Row>) {
  const ids = rows.map(rowId)
  const chosen = ids.filter((id) => selection.ids.has(id)).length
  return (
    <th scope="col" className="w-px pl-4">
      <Checkbox
        aria-label="Select all shown"
        isChecked={ids.length > 0 && chosen === ids.length}
        isIndeterminate={chosen > 0 && chosen < ids.length}
        onCheckedChange={(isChecked) => (isChecked ? selection.add(rows) : selection.remove(ids))}
      />
    </th>
  )
}

type SelectRowProps = { id: string; name: string; isChecked: boolean; onPress: (pressed: Pressed) => void }

export function SelectRow({ id, name, isChecked, onPress }: SelectRowProps) {
  return (
    <td
      className="w-px pl-4"
      // A press with Shift would select the text of the rows between as well.
      onMouseDown={(event) => (event.shiftKey ? event.preventDefault() : undefined)}
    >
      <Checkbox
        aria-label={`Select ${name}`}
        isChecked={isChecked}
        onCheckedChange={(isNext, { isShifted }) => onPress({ id, isChecked: isNext, isShifted })}
      />
    </td>
  )
}
