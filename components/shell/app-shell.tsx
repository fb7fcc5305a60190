import type { ReactNode } from 'react'
import { Breadcrumbs, type Breadcrumb } from './breadcrumbs'
import type { ShellLinks, ShellPerson, ShellShortcut, SidebarContent } from './navigation'
import { NavigationDrawer } from './navigation-drawer'
import { Rail } from './rail'
import { Sidebar } from './sidebar'
import { CONTENT_ID, SkipLink } from './skip-link'

type AppShellProps = {
  person: ShellPerson
  links: ShellLinks
  /** Pinned and recent workspaces, the most wanted first. */
  shortcuts?: ShellShortcut[]
  /** A server action, or a function where a client component renders the shell. */
  onSignOut: () => void | Promise<void>
  /** The pages of the account one is in; none on the pages above accounts. */
  sidebar?: SidebarContent
  breadcrumbs: Breadcrumb[]
  /** At the right of the bar: the command palette's button. */
  tools?: ReactNode
  /** A line above the page, such as "verify your email". */
  notice?: ReactNode
  children: ReactNode
}

/** The frame of every page inside: rail, sidebar, bar, content. Nothing here reads data. */
export function AppShell(props: AppShellProps) {
  const { person, links, shortcuts = [], onSignOut, sidebar, breadcrumbs, tools, notice, children } = props
  return (
    <div className="isolate min-h-dvh md:grid md:grid-cols-[auto_minmax(0,1fr)]">
      <SkipLink />
      <div className="sticky top-0 hidden h-dvh md:flex">
        <Rail links={links} shortcuts={shortcuts} person={person} onSignOut={onSignOut} />
        {sidebar ? (
          <div className="w-54 overflow-y-auto border-r border-line">
            <Sidebar content={sidebar} />
          </div>
        ) : null}
      </div>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-10 flex h-12 shrink-0 items-center gap-2 border-b border-line bg-canvas px-3 md:px-7">
          <div className="md:hidden">
            <NavigationDrawer
              links={links}
              shortcuts={shortcuts}
              person={person}
              onSignOut={onSignOut}
              sidebar={sidebar}
            />
          </div>
          <Breadcrumbs crumbs={breadcrumbs} />
          <div className="ml-auto flex shrink-0 items-center gap-2">{tools}</div>
        </header>
        {notice}
        <main
          id={CONTENT_ID}
          tabIndex={-1}
          className="mx-auto w-full max-w-300 flex-1 px-4 py-6 outline-none md:px-8 md:py-8"
        >
          {children}
        </main>
      </div>
    </div>
  )
}
