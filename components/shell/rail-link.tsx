'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { Tooltip } from '../ui/tooltip'
import { isActive } from './navigation'

type RailLinkProps = { href: string; label: string; isBare?: boolean; children: ReactNode }

export function RailLink({ href, label, isBare = false, children }: RailLinkProps) {
  const isCurrent = isActive(usePathname(), { href })
  const look = isBare
    ? 'rounded-md'
    : 'rounded-md text-muted hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:text-ink'
  return (
    <Tooltip content={label} side="right">
      <Link
        href={href}
        aria-label={label}
        aria-current={isCurrent ? 'true' : undefined}
        className={`flex size-9 items-center justify-center ${look}`}
      >
        {children}
      </Link>
    </Tooltip>
  )
}
