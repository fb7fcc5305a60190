'use client'
import { lazy, type ReactNode, Suspense, useRef } from 'react'
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

// Loaded at the first hover or focus: placing a bubble takes more code than a page should bring along.
const TooltipBubble = lazy(() => import('./tooltip-bubble').then((file) => ({ default: file.TooltipBubble })))

export function Tooltip({ content, children, side = 'top', opensOnPress = false, delay = 400 }: TooltipProps) {
  const wrapper = useRef<HTMLSpanElement>(null)
  const { isOpen, close, handlers } = useTooltipOpen({ opensOnPress, delay })
  return (
    <span ref={wrapper} className="contents" {...handlers}>
      {children}
      {isOpen ? (
        <Suspense fallback={null}>
          <TooltipBubble side={side} anchor={() => wrapper.current?.firstElementChild ?? null} onClose={close}>
            {content}
          </TooltipBubble>
        </Suspense>
      ) : null}
    </span>
  )
}
