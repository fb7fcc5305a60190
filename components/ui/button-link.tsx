import Link from 'next/link'
import type { ReactNode } from 'react'
import { buttonClass, buttonSizes, type ButtonSize, type ButtonVariant } from './button-class'

type ButtonLinkProps = {
  href: string
  variant?: ButtonVariant
  size?: ButtonSize
  isFullWidth?: boolean
  children: ReactNode
}

/** A link that looks like a button, for going somewhere. */
export function ButtonLink({
  href,
  variant = 'secondary',
  size = 'medium',
  isFullWidth = false,
  children,
}: ButtonLinkProps) {
  return (
    <Link
      href={href}
      className={buttonClass({ variant, size: `${buttonSizes[size]} ${isFullWidth ? 'w-full' : ''}` })}
    >
      {children}
    </Link>
  )
}
