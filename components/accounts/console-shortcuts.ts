import type { GoShortcut } from '@/components/shell/shortcuts'
import { paths } from '@/lib/paths'
import type { AccountPlace, ConsolePlace, WorkspacePlace } from './console-place'

/** The letters that lead somewhere after `g`. */
export function shortcutsOf(place: ConsolePlace): GoShortcut[] {
  const everywhere = [
    { letter: 'h', label: 'All workspaces', href: paths.home() },
    { letter: 'o', label: 'Organizations', href: paths.organizations() },
    { letter: 'y', label: 'Your profile', href: paths.profile() },
    { letter: 'k', label: 'Your API keys', href: paths.profileApiKeys() },
  ]
  switch (place.kind) {
    case 'account':
      return [...accountShortcuts(place), ...everywhere]
    case 'workspace': {
      // Inside a workspace its own settings are nearer than the account's.
      const own = workspaceShortcuts(place)
      const taken = new Set(own.map(({ letter }) => letter))
      return [...own, ...accountShortcuts(place).filter(({ letter }) => !taken.has(letter)), ...everywhere]
    }
    default:
      return everywhere
  }
}

function accountShortcuts({ account: { kind, name, handle }, can }: AccountPlace): GoShortcut[] {
  const shared = [
    { letter: 'w', label: `Workspaces of ${name}`, href: paths.workspaces(handle) },
    { letter: 'm', label: 'Members', href: paths.members(handle) },
  ]
  if (kind === 'PERSONAL') return shared
  return [
    { letter: 'p', label: `Profile of ${name}`, href: paths.organization(handle) },
    ...shared,
    { letter: 'b', label: 'Service Accounts', href: paths.serviceAccounts(handle) },
    { letter: 'r', label: 'Roles', href: paths.roles(handle) },
    ...(can.readAuditLog.allowed ? [{ letter: 'l', label: 'Audit Log', href: paths.auditLog(handle) }] : []),
    ...(can.readSso.allowed
      ? [{ letter: 'i', label: 'Single Sign-On', href: paths.singleSignOn(handle) }]
      : []),
    { letter: 's', label: 'Settings', href: paths.organizationSettings(handle) },
  ]
}

function workspaceShortcuts({ account, workspace }: WorkspacePlace): GoShortcut[] {
  const { name, handle, can } = workspace
  return [
    { letter: 'v', label: `Overview of ${name}`, href: paths.workspace(account.handle, handle) },
    ...(can.readRuns.allowed
      ? [{ letter: 'u', label: 'Flow Runs', href: paths.flowRuns(account.handle, handle) }]
      : []),
    ...(can.readFlows.allowed
      ? [{ letter: 'f', label: 'Flows', href: paths.flows(account.handle, handle) }]
      : []),
    ...(can.readAccess.allowed
      ? [{ letter: 'a', label: 'Workspace Sharing', href: paths.sharing(account.handle, handle) }]
      : []),
    { letter: 's', label: `Settings of ${name}`, href: paths.workspaceSettings(account.handle, handle) },
  ]
}
