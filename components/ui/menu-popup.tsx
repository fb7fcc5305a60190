'use client'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import { type ReactNode, useRef } from 'react'
import { MenuEntryView, type MenuEntry } from './menu-entry'

export type MenuPopupProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** The button it belongs to: placed beside it, named by it, and the focus goes back to it. */
  anchor: HTMLElement | null
  /** Starts on the first entry. */
  isByKeyboard: boolean
  entries: MenuEntry[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  header?: ReactNode
}

/** The opened part of a menu; import `lazy-menu-popup`, which loads it when needed. */
export function MenuPopup(props: MenuPopupProps) {
  const {
    isOpen,
    onOpenChange,
    anchor,
    isByKeyboard,
    entries,
    align = 'start',
    side = 'bottom',
    header,
  } = props
  const popup = useRef<HTMLDivElement>(null)
  return (
    <BaseMenu.Root open={isOpen} onOpenChange={onOpenChange}>
      <BaseMenu.Portal>
        <BaseMenu.Positioner
          anchor={anchor}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <BaseMenu.Popup
            ref={popup}
            aria-label={anchor?.getAttribute('aria-label') ?? anchor?.textContent ?? undefined}
            finalFocus={() => (isFocusTaken(popup.current) ? false : anchor)}
            onFocus={(event) => {
              // The popup itself takes the focus first; a keyboard wants an entry.
              if (isByKeyboard && event.target === popup.current) firstEntry(popup.current)?.focus()
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Tab') return
              event.preventDefault()
              onOpenChange(false)
            }}
            className="max-h-(--available-height) max-w-80 min-w-48 overflow-y-auto rounded-md border border-line bg-raised p-1 text-base text-ink shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            {header ? <div className="mb-1 border-b border-line px-2 py-2">{header}</div> : null}
            {entries.map((entry) => (
              <MenuEntryView key={keyOf(entry)} entry={entry} />
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

/** An entry may have opened a dialog, which has the focus by the time that the menu is gone. */
function isFocusTaken(popup: HTMLElement | null): boolean {
  const active = document.activeElement
  return active !== null && active !== document.body && !popup?.contains(active)
}

function firstEntry(popup: HTMLElement): HTMLElement | null {
  return popup.querySelector<HTMLElement>('[role^="menuitem"]')
}

function keyOf(entry: MenuEntry): string {
  if (entry.kind === 'separator') return `separator ${entry.id}`
  return entry.kind === 'link' ? `${entry.label} ${entry.href}` : entry.label
}
