'use client'
import { cloneElement, type ComponentProps, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { LazyMenuPopup, preloadMenu } from './lazy-menu-popup'
import type { MenuEntry } from './menu-entry'

type TriggerProps = Pick<
  ComponentProps<'button'>,
  'ref' | 'onClick' | 'onKeyDown' | 'onPointerEnter' | 'aria-haspopup' | 'aria-expanded'
>

type MenuProps = {
  /** A `Button` or `IconButton` with its own accessible name. */
  trigger: ReactElement<TriggerProps>
  entries: MenuEntry[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  /** A line or two above the entries, such as who is signed in. */
  header?: ReactNode
}

export function Menu({ trigger, ...popup }: MenuProps) {
  const [isOpen, setIsOpen] = useState(false)
  const [opening, setOpening] = useState<{ anchor: HTMLElement | null; isByKeyboard: boolean }>({
    anchor: null,
    isByKeyboard: false,
  })
  const button = useRef<HTMLButtonElement>(null)

  function open(isByKeyboard: boolean) {
    setOpening({ anchor: button.current, isByKeyboard })
    setIsOpen(true)
  }

  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        onPointerEnter: preloadMenu,
        // A click that no pointer made has no count.
        onClick: (event) => open(event.detail === 0),
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          open(true)
        },
      })}
      <LazyMenuPopup {...popup} {...opening} isOpen={isOpen} onOpenChange={setIsOpen} />
    </>
  )
}
