'use client'
import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { useId, useState } from 'react'
import { TooltipBubble } from './tooltip-bubble'

type TooltipProps = {
  content: ReactNode
  /** One element that takes a ref and the usual props; it must have its own accessible name. */
  children: ReactElement
  side?: 'top' | 'right' | 'bottom' | 'left'
  /** Opens on press too, for what a finger cannot hover. */
  opensOnPress?: boolean
  delay?: number
}

export function Tooltip({ content, children, side = 'top', opensOnPress = false, delay }: TooltipProps) {
  const [isOpen, setIsOpen] = useState(false)
  const id = useId()
  const press = opensOnPress ? { closeOnClick: false, onPointerUp: () => setIsOpen(true) } : {}
  return (
    <BaseTooltip.Root open={isOpen} onOpenChange={setIsOpen}>
      <BaseTooltip.Trigger
        render={children}
        aria-describedby={isOpen && !opensOnPress ? id : undefined}
        {...(delay === undefined ? {} : { delay })}
        {...press}
      />
      <TooltipBubble id={id} side={side}>
        {content}
      </TooltipBubble>
    </BaseTooltip.Root>
  )
}
