import type { ReactNode } from 'react'

/** A page in the sidebar. */
export type NavigationPage = {
  label: string
  href: string
  icon?: ReactNode
  /** Active only at its own address: for the first page, under which the others lie. */
  isExact?: boolean
}

/** The pages of the account (or of the person) one is in. */
export type SidebarContent = {
  title: string
  /** Under the title: "Personal account", the role held. */
  subtitle?: string
  /** Picks the colour of the avatar. */
  id: string
  shape?: 'round' | 'square'
  /** Above the title: the account that a workspace belongs to. */
  back?: { label: string; href: string }
  pages: NavigationPage[]
}

export type ShellPerson = { id: string; name: string; email: string; imageUrl?: string | null }

/** A workspace at hand: a small square in the rail, a line in the drawer. */
export type ShellShortcut = { id: string; name: string; /** The account. */ context: string; href: string }

export type ShellLinks = {
  /** The mark: every workspace. */
  home: string
  organizations: string
  profile: string
  security: string
  apiKeys: string
  /** Given only to the operator. */
  operator?: string | undefined
}

export function isActive(pathname: string, page: Pick<NavigationPage, 'href' | 'isExact'>): boolean {
  if (pathname === page.href) return true
  return !page.isExact && pathname.startsWith(`${page.href}/`)
}
