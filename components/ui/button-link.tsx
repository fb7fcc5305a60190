import Link from 'next/link'
import type { ReactNode } from 'react'
import { buttonClass, buttonSizes, type ButtonSize, type ButtonVariant } from './button-class'

type ButtonLinkProps = {
  href: string
  variant?: ButtonVariant
  size?: ButtonSize
  isFullWidth?: boolean
  /** By a full load: the new page has a security policy of its own, and nothing of this one is left in memory. */
  isFullLoad?: boolean
  children: ReactNode
}

/** A link that looks like a button, for going somewhere. */
export function ButtonLink({
  href,
  variant = 'secondary',
  size = 'medium',
  isFullWidth = false,
  isFullLoad = false,
  children,
}: ButtonLinkProps) {
  const Anchor = isFullLoad ? 'a' : Link
  return (
    <Anchor
      href={href}
      className={buttonClass({ variant, size: `${buttonSizes[size]} ${isFullWidth ? 'w-full' : ''}` })}
    >
      {children}
    </Anchor>
  )
}
