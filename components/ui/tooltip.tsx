'use client'
import { type ReactNode, useRef } from 'react'
import { LazyTooltipBubble } from './lazy-tooltip-bubble'
import { useTooltipOpen } from './use-tooltip-open'

type TooltipProps = {
  content: ReactNode
  /** One element with its own accessible name; what matters beyond the name it also says in `aria-description`. */
  children: ReactNode
  side?: 'top' | 'right' | 'bottom' | 'left'
  /** Opens on press too, for what a finger cannot hover. */
  opensOnPress?: boolean
  /** Milliseconds of hovering. */
  delay?: number
}

export function Tooltip({
  content,
  children,
  side = 'top',
  opensOnPress = false,
  delay = 400,
}: TooltipProps) {
  const wrapper = useRef<HTMLSpanElement>(null)
  const { isOpen, close, handlers } = useTooltipOpen({ opensOnPress, delay })
  return (
    <span ref={wrapper} className="contents" {...handlers}>
      {children}
      <LazyTooltipBubble
        isOpen={isOpen}
        side={side}
        anchor={() => wrapper.current?.firstElementChild ?? null}
        onClose={close}
      >
        {content}
      </LazyTooltipBubble>
    </span>
  )
}
