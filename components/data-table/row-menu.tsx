'use client'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import type { MenuEntry } from '../ui/menu-entry'
import { MenuPopup } from '../ui/menu-popup'
import type { RowMenuHandle } from './row-actions'

type RowMenuProps<Row> = { handle: RowMenuHandle<Row>; entriesOf: (row: Row) => MenuEntry[] }

/** The one menu that the action buttons of all rows open. */
export function RowMenu<Row>({ handle, entriesOf }: RowMenuProps<Row>) {
  return (
    <BaseMenu.Root handle={handle}>
      {({ payload }) => <MenuPopup align="end" entries={payload === undefined ? [] : entriesOf(payload)} />}
    </BaseMenu.Root>
  )
}
