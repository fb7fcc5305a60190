'use client'
import { Building2 } from 'lucide-react'
import { Mark } from './mark'
import type { ShellLinks, ShellPerson } from './navigation'
import { PersonMenu } from './person-menu'
import { RailLink } from './rail-link'

type RailProps = { links: ShellLinks; person: ShellPerson; onSignOut: () => void | Promise<void> }

/** The narrow bar at the left edge. */
export function Rail({ links, person, onSignOut }: RailProps) {
  return (
    <nav
      aria-label="Main"
      className="flex w-13 flex-col items-center gap-2 border-r border-line bg-subtle py-2.5"
    >
      <RailLink href={links.home} label="All workspaces" isBare>
        <Mark />
      </RailLink>
      <RailLink href={links.organizations} label="Organizations">
        <Building2 aria-hidden className="size-4.5" />
      </RailLink>
      <div className="mt-auto">
        <PersonMenu links={links} person={person} onSignOut={onSignOut} />
      </div>
    </nav>
  )
}
