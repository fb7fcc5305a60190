'use client'
import { deferComponent } from '@/lib/client/deferred-component'
import type { TooltipBubbleProps } from './tooltip-bubble'

const { Deferred } = deferComponent(() => import('./tooltip-bubble').then((file) => file.TooltipBubble))

/** The bubble, loaded at the first hover or focus: placing it takes more code than a page should bring along. */
export function LazyTooltipBubble({ isOpen, ...props }: TooltipBubbleProps & { isOpen: boolean }) {
  return <Deferred isWanted={isOpen} props={props} />
}
