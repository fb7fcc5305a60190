'use client'
import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Avatar } from '../ui/avatar'
import { isActive, type SidebarContent } from './navigation'

/** The pages of one account. */
export function Sidebar({ content }: { content: SidebarContent }) {
  const pathname = usePathname()
  return (
    <nav aria-label={content.title} className="px-2 py-3">
      {content.back ? (
        <Link
          href={content.back.href}
          className="mb-1 flex h-7 items-center gap-1 rounded-md px-1.5 text-sm text-muted hover:bg-hover hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">{content.back.label}</span>
        </Link>
      ) : null}
      <div className="mb-2 flex items-center gap-2 px-2 py-1">
        <Avatar id={content.id} name={content.title} size="small" shape={content.shape ?? 'square'} />
        <div className="min-w-0">
          <p className="truncate font-medium">{content.title}</p>
          {content.subtitle ? <p className="truncate text-xs text-faint">{content.subtitle}</p> : null}
        </div>
      </div>
      <ul className="grid gap-px">
        {content.pages.map((page) => (
          <li key={page.href}>
            <Link
              href={page.href}
              aria-current={isActive(pathname, page) ? 'page' : undefined}
              className="flex h-8 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink forced-colors:aria-[current]:outline-2 forced-colors:aria-[current]:-outline-offset-2 [&_svg]:size-4 [&_svg]:shrink-0"
            >
              {page.icon}
              <span className="truncate">{page.label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
