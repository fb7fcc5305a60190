'use client'
import type { ComponentProps, ReactNode } from 'react'
import { buttonClass, type ButtonVariant } from './button-class'
import type { DisabledReason } from './disabled-reason'
import { DisabledReasonText } from './disabled-reason-text'
import { Spinner } from './spinner'
import { Tooltip } from './tooltip'
import { usePressGuard } from './use-press-guard'

export type IconButtonProps = Omit<
  ComponentProps<'button'>,
  'className' | 'style' | 'disabled' | 'children' | 'aria-label'
> & {
  /** The accessible name, also the tooltip. */
  label: string
  icon: ReactNode
  variant?: ButtonVariant
  size?: 'small' | 'medium'
  isRound?: boolean
  isPending?: boolean
  disabledReason?: DisabledReason | undefined
  tooltipSide?: 'top' | 'right' | 'bottom' | 'left'
  /** For rows of many, where a tooltip on each would only repeat itself. */
  hasTooltip?: boolean
}

export function IconButton(props: IconButtonProps) {
  const {
    label,
    icon,
    variant = 'ghost',
    size = 'medium',
    isRound,
    isPending = false,
    disabledReason,
    tooltipSide,
    hasTooltip = true,
    ...rest
  } = props
  const isRefused = disabledReason !== undefined
  const guard = usePressGuard({ disabledReason, isPending })
  const square = `${size === 'small' ? 'size-7' : 'size-8'} ${isRound ? 'rounded-full!' : ''}`
  const button = (
    <button
      type="button"
      aria-label={label}
      {...rest}
      {...guard}
      className={buttonClass({ variant, size: square, isRefused })}
    >
      {isPending ? <Spinner /> : icon}
    </button>
  )
  if (!isRefused && !hasTooltip) return button
  return (
    <Tooltip
      content={isRefused ? <DisabledReasonText reason={disabledReason} /> : label}
      opensOnPress={isRefused}
      side={tooltipSide ?? 'top'}
      {...(isRefused ? { delay: 0 } : {})}
    >
      {button}
    </Tooltip>
  )
}
