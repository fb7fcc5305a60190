'use client'
import { Ellipsis } from 'lucide-react'
import { IconButton } from './icon-button'
import { Menu } from './menu'
import type { MenuEntry } from './menu-entry'

type ActionsMenuProps = {
  /** What the actions are for; the button is named "Actions for NAME". */
  name: string
  entries: MenuEntry[]
}

export function ActionsMenu({ name, entries }: ActionsMenuProps) {
  return (
    <Menu
      align="end"
      entries={entries}
      trigger={
        <IconButton label={`Actions for ${name}`} icon={<Ellipsis />} size="small" hasTooltip={false} />
      }
    />
  )
}
