'use client'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import { MenuEntryView, type MenuEntry } from './menu-entry'

type MenuPopupProps = {
  entries: MenuEntry[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  header?: ReactNode
}

/** The opened part of a menu, inside a menu root. */
export function MenuPopup({ entries, align = 'start', side = 'bottom', header }: MenuPopupProps) {
  return (
    <BaseMenu.Portal>
      <BaseMenu.Positioner align={align} side={side} sideOffset={4} collisionPadding={8} className="z-50 outline-none">
        <BaseMenu.Popup className="max-h-(--available-height) max-w-80 min-w-48 overflow-y-auto rounded-md border border-line bg-raised p-1 text-base text-ink shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          {header ? <div className="mb-1 border-b border-line px-2 py-2">{header}</div> : null}
          {entries.map((entry) => (
            <MenuEntryView key={keyOf(entry)} entry={entry} />
          ))}
        </BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  )
}

function keyOf(entry: MenuEntry): string {
  if (entry.kind === 'separator') return `separator ${entry.id}`
  return entry.kind === 'link' ? entry.href : entry.label
}
