'use client'
import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs'
import type { MenuEntry } from '../ui/menu-entry'

type ColumnChoice = { id: string; label: string; isHiddenAtFirst?: boolean }

export type ChosenColumns = { hidden: ReadonlySet<string>; entries: MenuEntry[] }

/** Which columns a table shows, kept in the URL as `columns`; the address stays clean while it is the usual ones. */
export function useColumnChoice(columns: readonly ColumnChoice[]): ChosenColumns {
  const usual = columns.filter(({ isHiddenAtFirst }) => !isHiddenAtFirst).map(({ id }) => id)
  const [chosen, setChosen] = useQueryState(
    'columns',
    parseAsArrayOf(parseAsString).withDefault(usual).withOptions({ history: 'replace', shallow: true }),
  )
  const hidden = new Set(columns.map(({ id }) => id).filter((id) => !chosen.includes(id)))
  return {
    hidden,
    entries: columns.map(({ id, label }) => ({
      kind: 'checkbox',
      label,
      isChecked: !hidden.has(id),
      onCheckedChange: (isChecked) => {
        const next = columns
          .map((column) => column.id)
          .filter((one) => (one === id ? isChecked : !hidden.has(one)))
        void setChosen(next.join() === usual.join() ? null : next)
      },
    })),
  }
}
