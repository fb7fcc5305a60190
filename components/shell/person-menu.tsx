'use client'
import { KeySquare, Lock, LogOut, ShieldCheck, User } from 'lucide-react'
import { useTheme } from 'next-themes'
import { Avatar } from '../ui/avatar'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import type { MenuEntry } from '../ui/menu-entry'
import type { ShellLinks, ShellPerson } from './navigation'

type PersonMenuProps = { links: ShellLinks; person: ShellPerson; onSignOut: () => void | Promise<void> }

export function PersonMenu({ links, person, onSignOut }: PersonMenuProps) {
  const { theme = 'system', setTheme } = useTheme()
  return (
    <Menu
      side="right"
      align="end"
      trigger={
        <IconButton
          label="Your account"
          tooltipSide="right"
          isRound
          icon={<Avatar id={person.id} name={person.name} imageUrl={person.imageUrl ?? null} />}
        />
      }
      header={
        <div className="min-w-0">
          <p className="truncate font-medium">{person.name}</p>
          <p className="truncate text-sm text-muted">{person.email}</p>
        </div>
      }
      entries={[
        { kind: 'link', label: 'Profile', href: links.profile, icon: <User aria-hidden /> },
        { kind: 'link', label: 'Security', href: links.security, icon: <Lock aria-hidden /> },
        { kind: 'link', label: 'API Keys', href: links.apiKeys, icon: <KeySquare aria-hidden /> },
        ...operatorEntries(links.operator),
        { kind: 'separator', id: 'theme' },
        { kind: 'choice', label: 'Theme', value: theme, onValueChange: setTheme, options: themes },
        { kind: 'separator', id: 'sign out' },
        { label: 'Sign out', icon: <LogOut aria-hidden />, onSelect: () => void onSignOut() },
      ]}
    />
  )
}

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

function operatorEntries(href: string | undefined): MenuEntry[] {
  return href ? [{ kind: 'link', label: 'Operator', href, icon: <ShieldCheck aria-hidden /> }] : []
}
