'use client'
import { Menu as MenuIcon } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../ui/icon-button'
import { lazyDialog } from '../ui/lazy-dialog'
import type { NavigationPanelProps } from './navigation-panel'

const NavigationPanel = lazyDialog(() => import('./navigation-panel').then((file) => file.NavigationPanel))

/** The button of a narrow screen that opens rail and sidebar. */
export function NavigationDrawer(props: Omit<NavigationPanelProps, 'isOpen' | 'onOpenChange'>) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <IconButton
        label="Open navigation"
        icon={<MenuIcon />}
        hasTooltip={false}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(true)}
      />
      <NavigationPanel {...props} isOpen={isOpen} onOpenChange={setIsOpen} />
    </>
  )
}
