'use client'
import { lazy, Suspense } from 'react'
import { useHasBeen } from '@/lib/client/use-has-been'
import type { MenuPopupProps } from './menu-popup'

const load = () => import('./menu-popup')
const MenuPopup = lazy(() => load().then((file) => ({ default: file.MenuPopup })))

/** For the button's `onPointerEnter`: by the time of the press the menu is there. */
export function preloadMenu() {
  void load()
}

/** A menu's popup, whose code comes with the first opening. */
export function LazyMenuPopup(props: MenuPopupProps) {
  if (!useHasBeen(props.isOpen)) return null
  return (
    <Suspense fallback={null}>
      <MenuPopup {...props} />
    </Suspense>
  )
}
