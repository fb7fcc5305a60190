'use client'
import type { ComponentProps, SyntheticEvent } from 'react'
import { useHydrated } from '@/lib/client/use-hydrated'

type PressGuard = { disabledReason: string | undefined; isPending: boolean }
type GuardedProps = Pick<
  ComponentProps<'button'>,
  | 'disabled'
  | 'aria-disabled'
  | 'aria-busy'
  | 'aria-description'
  | 'onClick'
  | 'onKeyDown'
  | 'onPointerDown'
  | 'onMouseDown'
>

/**
 * Props that keep a button focusable and make presses do nothing, while it is refused or pending.
 * Before hydration it is disabled outright: a press would be lost, and a submit would leave the page.
 */
export function usePressGuard({ disabledReason, isPending }: PressGuard): GuardedProps {
  const isHydrated = useHydrated()
  if (!isHydrated) return { disabled: true, 'aria-description': disabledReason }
  if (disabledReason === undefined && !isPending) return {}
  return {
    'aria-disabled': true,
    'aria-busy': isPending || undefined,
    'aria-description': disabledReason,
    onClick: ignore,
    onKeyDown: undefined,
    onPointerDown: undefined,
    onMouseDown: undefined,
  }
}

// A press that is ignored must not submit the form either.
function ignore(event: SyntheticEvent) {
  event.preventDefault()
}
