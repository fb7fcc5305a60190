'use client'
import { Button as BaseButton } from '@base-ui/react/button'
import type { ComponentProps } from 'react'
import { useHydrated } from '@/lib/client/use-hydrated'
import { buttonClass, buttonSizes, type ButtonSize, type ButtonVariant } from './button-class'
import { Spinner } from './spinner'
import { Tooltip } from './tooltip'

export type ButtonProps = Omit<ComponentProps<'button'>, 'className' | 'style' | 'disabled'> & {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Shows a spinner and ignores presses; focus stays. */
  isPending?: boolean
  /** Why this person cannot do it: stays focusable, shows the sentence on hover and focus, does nothing on press. */
  disabledReason?: string | undefined
  isFullWidth?: boolean
}

export function Button(props: ButtonProps) {
  const { variant = 'secondary', size = 'medium', isPending = false, disabledReason, isFullWidth, children, ...rest } = props
  const isHydrated = useHydrated()
  const isRefused = disabledReason !== undefined
  const button = (
    <BaseButton
      {...rest}
      // Before hydration a press would be lost, so the button does not take one yet.
      disabled={isRefused || isPending || !isHydrated}
      focusableWhenDisabled={isHydrated}
      aria-busy={isPending || undefined}
      aria-description={disabledReason}
      className={buttonClass({ variant, size: `${buttonSizes[size]} ${isFullWidth ? 'w-full' : ''}`, isRefused })}
    >
      {isPending ? <Spinner /> : null}
      {children}
    </BaseButton>
  )
  if (!isRefused) return button
  return (
    <Tooltip content={disabledReason} opensOnPress delay={0}>
      {button}
    </Tooltip>
  )
}
