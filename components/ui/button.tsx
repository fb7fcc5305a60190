'use client'
import type { ComponentProps } from 'react'
import { buttonClass, buttonSizes, type ButtonSize, type ButtonVariant } from './button-class'
import type { DisabledReason } from './disabled-reason'
import { DisabledReasonText } from './disabled-reason-text'
import { Spinner } from './spinner'
import { Tooltip } from './tooltip'
import { usePressGuard } from './use-press-guard'

export type ButtonProps = Omit<ComponentProps<'button'>, 'className' | 'style' | 'disabled'> & {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Shows a spinner and ignores presses; focus stays. */
  isPending?: boolean
  /** Why this person cannot do it: stays focusable, shows the sentence on hover and focus, does nothing on press. */
  disabledReason?: DisabledReason | undefined
  isFullWidth?: boolean
}

export function Button(props: ButtonProps) {
  const {
    variant = 'secondary',
    size = 'medium',
    isPending = false,
    disabledReason,
    isFullWidth,
    children,
    ...rest
  } = props
  const isRefused = disabledReason !== undefined
  const guard = usePressGuard({ disabledReason, isPending })
  const button = (
    <button
      type="button"
      {...rest}
      {...guard}
      className={buttonClass({
        variant,
        size: `${buttonSizes[size]} ${isFullWidth ? 'w-full' : ''}`,
        isRefused,
      })}
    >
      {isPending ? <Spinner /> : null}
      {children}
    </button>
  )
  if (!isRefused) return button
  return (
    <Tooltip content={<DisabledReasonText reason={disabledReason} />} opensOnPress delay={0}>
      {button}
    </Tooltip>
  )
}
