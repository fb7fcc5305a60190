'use client'
import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip'
import type { ReactNode } from 'react'

export type TooltipBubbleProps = {
  side?: 'top' | 'right' | 'bottom' | 'left'
  anchor: () => Element | null
  onClose?: () => void
  children: ReactNode
}

/** The open bubble. */
export function TooltipBubble({ side = 'top', anchor, onClose, children }: TooltipBubbleProps) {
  return (
    <BaseTooltip.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose?.())}>
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner
          anchor={anchor}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60"
        >
          <BaseTooltip.Popup
            role="tooltip"
            className="max-w-72 rounded-md border border-transparent bg-tip px-2 py-1 text-xs text-tip-ink transition-opacity data-starting-style:opacity-0"
          >
            {children}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  )
}
