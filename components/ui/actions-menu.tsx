'use client'
import { ChevronDown, Ellipsis } from 'lucide-react'
import { Button } from './button'
import { IconButton } from './icon-button'
import { Menu } from './menu'
import type { MenuEntry } from './menu-entry'

type ActionsMenuProps = {
  /** In the header of a page the button says what it is. */
  isLabelled?: boolean
  /** What the actions are for; the button is named "Actions for NAME". */
  name: string
  entries: MenuEntry[]
}

export function ActionsMenu({ name, entries, isLabelled = false }: ActionsMenuProps) {
  return (
    <Menu
      align="end"
      entries={entries}
      trigger={
        isLabelled ? (
          <Button aria-label={`Actions for ${name}`}>
            Actions
            <ChevronDown aria-hidden />
          </Button>
        ) : (
          <IconButton label={`Actions for ${name}`} icon={<Ellipsis />} size="small" hasTooltip={false} />
        )
      }
    />
  )
}
