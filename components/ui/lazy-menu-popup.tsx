'use client'
import { deferComponent } from '@/lib/client/deferred-component'
import { useHasBeen } from '@/lib/client/use-has-been'
import type { MenuPopupProps } from './menu-popup'

const { Deferred, preload } = deferComponent(() => import('./menu-popup').then((file) => file.MenuPopup))

/** For the button's `onPointerEnter`: by the time of the press the menu is there. */
export const preloadMenu = preload

/** A menu's popup, whose code comes with the first opening. */
export function LazyMenuPopup(props: MenuPopupProps) {
  return <Deferred isWanted={useHasBeen(props.isOpen)} props={props} />
}
