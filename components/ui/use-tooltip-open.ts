'use client'
import { type FocusEvent, type PointerEvent, useEffect, useRef, useState } from 'react'

type TooltipOpenOptions = { opensOnPress: boolean; delay: number }

// Long enough to move from the element onto its bubble, which is a child in React's tree and so keeps it open.
const CLOSE_DELAY = 80
// After one tooltip the next comes at once, as when reading along a toolbar.
const WARM_FOR = 300
let lastClosedAt = Number.NEGATIVE_INFINITY

/** When a tooltip is open: resting the pointer, keyboard focus, and where asked a press. */
export function useTooltipOpen({ opensOnPress, delay }: TooltipOpenOptions) {
  const [isOpen, setIsOpen] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  function change(isNext: boolean, after: number) {
    clearTimeout(timer.current)
    if (after === 0) return set(isNext)
    timer.current = setTimeout(() => set(isNext), after)
  }
  function set(isNext: boolean) {
    if (isOpen && !isNext) lastClosedAt = performance.now()
    setIsOpen(isNext)
  }
  const isWarm = () => performance.now() - lastClosedAt < WARM_FOR

  return {
    isOpen,
    close: () => change(false, 0),
    handlers: {
      onPointerOver: (event: PointerEvent) => {
        if (event.pointerType !== 'touch') change(true, isWarm() ? 0 : delay)
      },
      onPointerOut: (event: PointerEvent) => {
        if (event.pointerType !== 'touch') change(false, CLOSE_DELAY)
      },
      onPointerDown: () => (opensOnPress ? undefined : change(false, 0)),
      onPointerUp: () => (opensOnPress ? change(true, 0) : undefined),
      onFocus: (event: FocusEvent) => (event.target.matches(':focus-visible') ? change(true, 0) : undefined),
      onBlur: () => change(false, 0),
    },
  }
}
