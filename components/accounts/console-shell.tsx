import type { ReactNode } from 'react'
import { AppShell } from '@/components/shell/app-shell'
import type { ShellShortcut } from '@/components/shell/navigation'
import { Shortcuts } from '@/components/shell/shortcuts'
import type { MyAccount } from '@/lib/accounts/schema'
import { paths } from '@/lib/paths'
import { signOutAction } from '@/lib/sessions/actions'
import type { MyWorkspaceView, WorkspaceShortcuts } from '@/lib/workspaces/schema'
import { breadcrumbsOf } from './console-breadcrumbs'
import { ConsolePalette } from './console-palette'
import type { ConsolePlace } from './console-place'
import { shortcutsOf } from './console-shortcuts'
import { sidebarOf } from './console-sidebar'

type Viewer = { userId: string; name: string; email: string; isOperator: boolean }

type ConsoleShellProps = {
  /** From `shellOfPage`. */
  shell: {
    viewer: Viewer
    /** The accounts of the viewer, to switch between. */
    accounts: MyAccount[]
    /** The workspaces that they keep at hand. */
    shortcuts: WorkspaceShortcuts
  }
  /** Where one is. */
  place: ConsolePlace
  children: ReactNode
}

/** The frame of the console around one place: an account, a workspace, the person's own pages, the operator's. */
export function ConsoleShell({ shell, place, children }: ConsoleShellProps) {
  const { viewer, accounts, shortcuts } = shell
  const sidebar = sidebarOf(place, viewer)
  return (
    <AppShell
      person={{ id: viewer.userId, name: viewer.name, email: viewer.email }}
      links={{
        home: paths.home(),
        organizations: paths.organizations(),
        profile: paths.profile(),
        security: paths.profileSecurity(),
        apiKeys: paths.profileApiKeys(),
        operator: viewer.isOperator ? paths.operatorAccounts() : undefined,
      }}
      shortcuts={railShortcuts(shortcuts, place)}
      onSignOut={signOutAction}
      {...(sidebar ? { sidebar } : {})}
      breadcrumbs={breadcrumbsOf(place, accounts)}
      tools={
        <ConsolePalette
          organizations={accounts.filter(({ kind }) => kind === 'ORGANIZATION')}
          place={place}
          isOperator={viewer.isOperator}
        />
      }
    >
      {children}
      <Shortcuts shortcuts={shortcutsOf(place)} />
    </AppShell>
  )
}

const railAtMost = 8

/** Pinned workspaces, then those opened last; the one that is being opened is the last one opened. */
function railShortcuts({ pinned, recent }: WorkspaceShortcuts, place: ConsolePlace): ShellShortcut[] {
  const current = place.kind === 'workspace' ? place.workspace : null
  const isKnown = current === null || [...pinned, ...recent].some(({ id }) => id === current.id)
  return [...pinned, ...(isKnown ? [] : [current]), ...recent].slice(0, railAtMost).map(railShortcut)
}

function railShortcut({
  id,
  name,
  handle,
  account,
}: Pick<MyWorkspaceView, 'id' | 'name' | 'handle' | 'account'>) {
  return { id, name, context: account.name, href: paths.workspace(account.handle, handle) }
}
