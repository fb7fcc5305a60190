import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'

/** Above the heading of a page: the way back to the list it is from. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <Link
      href={href}
      className="mb-3 -ml-1 inline-flex items-center gap-1 rounded-sm px-1 text-sm text-muted hover:text-ink"
    >
      <ChevronLeft aria-hidden className="size-3.5" />
      {children}
    </Link>
  )
}
