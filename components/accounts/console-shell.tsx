import { Building2, KeyRound, Mail, Settings, ShieldCheck, User, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { AppShell } from '@/components/shell/app-shell'
import type { Breadcrumb } from '@/components/shell/breadcrumbs'
import type { NavigationPage, SidebarContent } from '@/components/shell/navigation'
import { Shortcuts } from '@/components/shell/shortcuts'
import type { AccountSummary } from '@/lib/accounts/schema'
import { paths } from '@/lib/paths'
import { signOutAction } from '@/lib/sessions/actions'
import { ConsolePalette, type OrganizationCapabilities } from './console-palette'

type Viewer = { userId: string; name: string; email: string; isOperator: boolean }

type ConsoleShellProps = {
  viewer: Viewer
  /** The accounts of the viewer, to switch between. */
  accounts: AccountSummary[]
  /** Where one is. */
  place:
    | { kind: 'organization'; account: AccountSummary; can: OrganizationCapabilities }
    | { kind: 'organizations' }
    | { kind: 'person' }
    | { kind: 'operator' }
  children: ReactNode
}

/** The frame of the console around one place: an organization, the person's own pages, the operator's. */
export function ConsoleShell({ viewer, accounts, place, children }: ConsoleShellProps) {
  const organizations = accounts.filter(({ kind }) => kind === 'ORGANIZATION')
  const sidebar = sidebarOf(place, viewer)
  const current = place.kind === 'organization' ? place.account : null
  return (
    <AppShell
      person={{ id: viewer.userId, name: viewer.name, email: viewer.email }}
      links={{
        home: paths.home(),
        organizations: paths.organizations(),
        profile: paths.profile(),
        security: paths.profileSecurity(),
        operator: viewer.isOperator ? paths.operatorMail() : undefined,
      }}
      onSignOut={signOutAction}
      {...(sidebar ? { sidebar } : {})}
      breadcrumbs={breadcrumbsOf(place, organizations)}
      tools={
        <ConsolePalette
          organizations={organizations}
          current={place.kind === 'organization' ? { ...place.account, can: place.can } : null}
          isOperator={viewer.isOperator}
        />
      }
    >
      {children}
      <Shortcuts shortcuts={shortcutsOf(current)} />
    </AppShell>
  )
}

function sidebarOf(place: ConsoleShellProps['place'], viewer: Viewer): SidebarContent | null {
  switch (place.kind) {
    case 'organization':
      return {
        id: place.account.id,
        title: place.account.name,
        subtitle: place.account.role_name,
        shape: 'square',
        pages: organizationPages(place.account.handle),
      }
    case 'person':
      return { id: viewer.userId, title: viewer.name, subtitle: viewer.email, pages: personPages() }
    case 'operator':
      return {
        id: 'operator',
        title: 'Operator',
        subtitle: 'This installation',
        shape: 'square',
        pages: [{ label: 'Mail', href: paths.operatorMail(), icon: <Mail aria-hidden /> }],
      }
    default:
      return null
  }
}

function organizationPages(handle: string): NavigationPage[] {
  return [
    { label: 'Profile', href: paths.organization(handle), icon: <Building2 aria-hidden />, isExact: true },
    { label: 'Members', href: paths.members(handle), icon: <Users aria-hidden /> },
    { label: 'Roles', href: paths.roles(handle), icon: <KeyRound aria-hidden /> },
    { label: 'Settings', href: paths.organizationSettings(handle), icon: <Settings aria-hidden /> },
  ]
}

function personPages(): NavigationPage[] {
  return [
    { label: 'Profile', href: paths.profile(), icon: <User aria-hidden />, isExact: true },
    { label: 'Security', href: paths.profileSecurity(), icon: <ShieldCheck aria-hidden /> },
  ]
}

function breadcrumbsOf(place: ConsoleShellProps['place'], organizations: AccountSummary[]): Breadcrumb[] {
  const root = { label: 'Organizations', href: paths.organizations() }
  switch (place.kind) {
    case 'organization':
      return [
        root,
        {
          label: place.account.name,
          href: paths.organization(place.account.handle),
          siblings: organizations
            .slice(0, 20)
            .map(({ name, handle }) => ({ label: name, href: paths.organization(handle) })),
          switchLabel: 'Switch organization',
          all: { label: 'All organizations', href: paths.organizations() },
        },
      ]
    case 'person':
      return [{ label: 'Your account', href: paths.profile() }]
    case 'operator':
      return [{ label: 'Operator', href: paths.operatorMail() }]
    default:
      return [root]
  }
}

function shortcutsOf(current: AccountSummary | null) {
  const everywhere = [
    { letter: 'o', label: 'Organizations', href: paths.organizations() },
    { letter: 'y', label: 'Your profile', href: paths.profile() },
  ]
  if (!current) return everywhere
  return [
    { letter: 'p', label: `Profile of ${current.name}`, href: paths.organization(current.handle) },
    { letter: 'm', label: 'Members', href: paths.members(current.handle) },
    { letter: 'r', label: 'Roles', href: paths.roles(current.handle) },
    { letter: 's', label: 'Settings', href: paths.organizationSettings(current.handle) },
    ...everywhere,
  ]
}
