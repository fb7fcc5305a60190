'use client'
import { Building2 } from 'lucide-react'
import { Mark } from './mark'
import { Avatar } from '../ui/avatar'
import type { ShellLinks, ShellPerson, ShellShortcut } from './navigation'
import { PersonMenu } from './person-menu'
import { RailLink } from './rail-link'

type RailProps = {
  links: ShellLinks
  shortcuts: ShellShortcut[]
  person: ShellPerson
  onSignOut: () => void | Promise<void>
}

/** The narrow bar at the left edge. */
export function Rail({ links, shortcuts, person, onSignOut }: RailProps) {
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
      {shortcuts.length > 0 ? (
        // Where the window is too low for all of them, the rest is on the page of all workspaces.
        <ul
          aria-label="Workspaces at hand"
          className="grid min-h-0 gap-1 overflow-hidden border-t border-line pt-2"
        >
          {shortcuts.map(({ id, name, context, href }) => (
            <li key={id}>
              <RailLink href={href} label={`${name} · ${context}`}>
                <Avatar id={id} name={name} shape="square" />
              </RailLink>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="mt-auto">
        <PersonMenu links={links} person={person} onSignOut={onSignOut} />
      </div>
    </nav>
  )
}
