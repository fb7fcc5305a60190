'use client'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import type { MenuEntry } from './menu-entry'
import { MenuPopup } from './menu-popup'

type MenuProps = {
  /** A button element with its own accessible name. */
  trigger: ReactElement
  entries: MenuEntry[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  /** A line or two above the entries, such as who is signed in. */
  header?: ReactNode
}

export function Menu({ trigger, ...popup }: MenuProps) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <MenuPopup {...popup} />
    </BaseMenu.Root>
  )
}
