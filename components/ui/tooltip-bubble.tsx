'use client'
import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip'
import type { ReactNode, RefObject } from 'react'

type TooltipBubbleProps = {
  id?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
  anchor?: RefObject<Element | null>
  children: ReactNode
}

/** The bubble alone, inside a tooltip root; `anchor` where there is no trigger. */
export function TooltipBubble({ id, side = 'top', anchor, children }: TooltipBubbleProps) {
  return (
    <BaseTooltip.Portal>
      <BaseTooltip.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-60" {...(anchor ? { anchor } : {})}>
        <BaseTooltip.Popup
          id={id}
          role="tooltip"
          className="max-w-72 rounded-md border border-transparent bg-tip px-2 py-1 text-xs text-tip-ink transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0 data-instant:transition-none"
        >
          {children}
        </BaseTooltip.Popup>
      </BaseTooltip.Positioner>
    </BaseTooltip.Portal>
  )
}
