import clsx from 'clsx'
import Link from 'next/link'
import type { ReactNode } from 'react'

type TextLinkProps = {
  href: string
  children: ReactNode
  /**
   * `text` is the accent with an underline, for sentences; `title` is ink, underlined on hover, for names in lists; `plain` has the
   * colour of the text around it, where the ground is not the page's.
   */
  look?: 'text' | 'title' | 'plain'
}

const looks = {
  text: 'text-link underline decoration-1 underline-offset-3 hover:decoration-2',
  plain: 'underline underline-offset-2',
  title: 'font-medium text-ink hover:underline underline-offset-3',
}

export function TextLink({ href, children, look = 'text' }: TextLinkProps) {
  return (
    <Link href={href} className={clsx('rounded-sm', looks[look])}>
      {children}
    </Link>
  )
}
