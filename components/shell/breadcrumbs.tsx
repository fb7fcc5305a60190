'use client'
import { ChevronRight, ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import type { MenuEntry } from '../ui/menu-entry'
import { isActive } from './navigation'

export type Breadcrumb = {
  label: string
  href: string
  /** What one may switch to from here, itself included. */
  siblings?: { label: string; href: string }[]
  /** Names the switcher: "Switch organization". */
  switchLabel?: string
  /** At the end of the switcher, where not all siblings are listed. */
  all?: { label: string; href: string }
}

/** Where one is: the account, the workspace, each with its siblings. On a narrow screen only the last two. */
export function Breadcrumbs({ crumbs }: { crumbs: Breadcrumb[] }) {
  const pathname = usePathname()
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1">
        {crumbs.map((crumb, index) => (
          <li
            key={crumb.href}
            className={`min-w-0 items-center gap-1 ${index < crumbs.length - 2 ? 'hidden sm:flex' : 'flex'}`}
          >
            {index > 0 ? (
              <ChevronRight
                aria-hidden
                className={`size-3.5 shrink-0 text-faint ${index === crumbs.length - 2 ? 'hidden sm:block' : ''}`}
              />
            ) : null}
            <Link
              href={crumb.href}
              aria-current={pathname === crumb.href ? 'page' : undefined}
              className={`truncate rounded-sm px-1 hover:text-ink ${index === crumbs.length - 1 ? 'font-medium text-ink' : 'text-muted'}`}
            >
              {crumb.label}
            </Link>
            {crumb.siblings && crumb.siblings.length > 1 ? (
              <Switcher crumb={crumb} pathname={pathname} />
            ) : null}
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Switcher({ crumb, pathname }: { crumb: Breadcrumb; pathname: string }) {
  const siblings: MenuEntry[] = (crumb.siblings ?? []).map(({ label, href }) => ({
    kind: 'link',
    label,
    href,
    isCurrent: isActive(pathname, { href }),
  }))
  const all: MenuEntry[] = crumb.all
    ? [
        { kind: 'separator', id: 'all' },
        { kind: 'link', ...crumb.all },
      ]
    : []
  return (
    <Menu
      entries={[...siblings, ...all]}
      trigger={
        <IconButton
          size="small"
          label={crumb.switchLabel ?? `Switch from ${crumb.label}`}
          icon={<ChevronsUpDown className="text-faint" />}
        />
      }
    />
  )
}
