'use client'
import type { ComponentProps } from 'react'
import { useRouter } from 'next/navigation'
import { useHydrated } from '@/lib/client/use-hydrated'
import { reasonText, useWhyHref, type DisabledReason } from './disabled-reason'

type PressGuard = { disabledReason: DisabledReason | undefined; isPending: boolean }
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
 * Props that keep a button focusable and make presses do nothing, while it is refused or pending; where the refusal is explained
 * somewhere, a press of the keyboard leads there.
 * Before hydration it is disabled outright: a press would be lost, and a submit would leave the page.
 */
export function usePressGuard({ disabledReason, isPending }: PressGuard): GuardedProps {
  const isHydrated = useHydrated()
  const router = useRouter()
  const whyHref = useWhyHref(disabledReason)
  const sentence = reasonText(disabledReason)
  if (!isHydrated) return { disabled: true, 'aria-description': sentence }
  if (disabledReason === undefined && !isPending) return {}
  return {
    'aria-disabled': true,
    'aria-busy': isPending || undefined,
    'aria-description': whyHref ? `${sentence} Press Enter to see why.` : sentence,
    onClick: (event) => {
      // A press that is ignored must not submit the form either.
      event.preventDefault()
      // A pointer finds the link in the tooltip; a keyboard, whose press has no count, goes there at once.
      if (whyHref && event.detail === 0) router.push(whyHref)
    },
    onKeyDown: undefined,
    onPointerDown: undefined,
    onMouseDown: undefined,
  }
}
