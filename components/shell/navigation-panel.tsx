'use client'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { Building2, LayoutGrid, X } from 'lucide-react'
import Link from 'next/link'
import type { MouseEvent, ReactNode } from 'react'
import { Avatar } from '../ui/avatar'
import { IconButton } from '../ui/icon-button'
import { dialogClasses } from '../ui/dialog-classes'
import type { ShellLinks, ShellPerson, ShellShortcut, SidebarContent } from './navigation'
import { PersonMenu } from './person-menu'
import { Sidebar } from './sidebar'

export type NavigationPanelProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  links: ShellLinks
  shortcuts: ShellShortcut[]
  person: ShellPerson
  onSignOut: () => void | Promise<void>
  sidebar?: SidebarContent | undefined
}

/** Rail and sidebar of a narrow screen, opened. */
export function NavigationPanel({
  isOpen,
  onOpenChange,
  links,
  shortcuts,
  person,
  onSignOut,
  sidebar,
}: NavigationPanelProps) {
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={dialogClasses.backdrop} />
        <BaseDialog.Popup
          onClick={(event) => (isLink(event) ? onOpenChange(false) : undefined)}
          className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col overflow-y-auto border-r border-line bg-raised transition-transform outline-none data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          <div className="flex h-12 shrink-0 items-center justify-between border-b border-line px-3">
            <BaseDialog.Title className="px-1 font-semibold">Navigation</BaseDialog.Title>
            <BaseDialog.Close render={<IconButton label="Close" icon={<X />} hasTooltip={false} />} />
          </div>
          <nav aria-label="Main" className="grid gap-px border-b border-line px-2 py-3">
            <DrawerLink href={links.home} label="All workspaces" icon={<LayoutGrid aria-hidden />} />
            <DrawerLink href={links.organizations} label="Organizations" icon={<Building2 aria-hidden />} />
          </nav>
          {sidebar ? <Sidebar content={sidebar} /> : null}
          {shortcuts.length > 0 ? (
            <nav aria-label="Workspaces at hand" className="grid gap-px border-t border-line px-2 py-3">
              <p aria-hidden className="px-2 pb-1 text-xs text-faint">
                Workspaces at hand
              </p>
              {shortcuts.map(({ id, name, context, href }) => (
                <DrawerLink
                  key={id}
                  href={href}
                  label={name}
                  note={context}
                  icon={<Avatar id={id} name={name} size="small" shape="square" />}
                />
              ))}
            </nav>
          ) : null}
          <div className="mt-auto flex items-center gap-3 border-t border-line px-3 py-2">
            <PersonMenu links={links} person={person} onSignOut={onSignOut} />
            <div className="min-w-0">
              <p className="truncate font-medium">{person.name}</p>
              <p className="truncate text-sm text-muted">{person.email}</p>
            </div>
          </div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

type DrawerLinkProps = { href: string; label: string; note?: string; icon: ReactNode }

function DrawerLink({ href, label, note, icon }: DrawerLinkProps) {
  return (
    <Link
      href={href}
      className="flex h-8 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-ink [&_svg]:size-4"
    >
      {icon}
      <span className="truncate">{label}</span>
      {note ? <span className="ml-auto truncate pl-2 text-xs text-faint">{note}</span> : null}
    </Link>
  )
}

function isLink(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('a[href]') !== null
}
