'use client'
import { Ellipsis } from 'lucide-react'
import { IconButton } from '../ui/icon-button'
import { preloadMenu } from '../ui/lazy-menu-popup'

export type RowMenuOpening = { anchor: HTMLElement; isByKeyboard: boolean }

type RowActionsProps = { name: string; isOpen: boolean; onOpen: (opening: RowMenuOpening) => void }

/** The button of one row; the rows of a table share one menu, so that fifty rows cost one. */
export function RowActions({ name, isOpen, onOpen }: RowActionsProps) {
  return (
    <IconButton
      label={`Actions for ${name}`}
      icon={<Ellipsis />}
      size="small"
      hasTooltip={false}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onPointerEnter={preloadMenu}
      onClick={(event) => onOpen({ anchor: event.currentTarget, isByKeyboard: event.detail === 0 })}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return
        event.preventDefault()
        onOpen({ anchor: event.currentTarget, isByKeyboard: true })
      }}
    />
  )
}
