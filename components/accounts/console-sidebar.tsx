import {
  Bot,
  Boxes,
  Building2,
  Fingerprint,
  HeartPulse,
  KeyRound,
  KeySquare,
  LayoutDashboard,
  ListChecks,
  ListVideo,
  Mail,
  ScrollText,
  Settings,
  ShieldCheck,
  User,
  UserLock,
  Users,
  Workflow,
} from 'lucide-react'
import type { NavigationPage, SidebarContent } from '@/components/shell/navigation'
import type { AccountSummary } from '@/lib/accounts/schema'
import { paths } from '@/lib/paths'
import type { AccountPlace, ConsolePlace, WorkspacePlace } from './console-place'

type Viewer = { userId: string; name: string; email: string }

/** The pages of the place one is in; null where there is only one. */
export function sidebarOf(place: ConsolePlace, viewer: Viewer): SidebarContent | null {
  switch (place.kind) {
    case 'account':
      return {
        id: place.account.id,
        title: place.account.name,
        subtitle: place.account.kind === 'PERSONAL' ? 'Personal account' : place.account.role_name,
        shape: place.account.kind === 'PERSONAL' ? 'round' : 'square',
        pages: place.account.kind === 'PERSONAL' ? personalPages(place.account) : organizationPages(place),
      }
    case 'workspace':
      return {
        id: place.workspace.id,
        title: place.workspace.name,
        subtitle: place.workspace.access.summary,
        shape: 'square',
        back: { label: place.account.name, href: paths.workspaces(place.account.handle) },
        pages: workspacePages(place),
      }
    case 'person':
      return { id: viewer.userId, title: viewer.name, subtitle: viewer.email, pages: personPages() }
    case 'operator':
      return {
        id: 'operator',
        title: 'Operator',
        subtitle: 'This installation',
        shape: 'square',
        pages: operatorPages(),
      }
    default:
      return null
  }
}

function organizationPages({ account: { handle }, can }: AccountPlace): NavigationPage[] {
  const auditLog = { label: 'Audit Log', href: paths.auditLog(handle), icon: <ScrollText aria-hidden /> }
  const singleSignOn = {
    label: 'Single Sign-On',
    href: paths.singleSignOn(handle),
    icon: <Fingerprint aria-hidden />,
  }
  return [
    { label: 'Profile', href: paths.organization(handle), icon: <Building2 aria-hidden />, isExact: true },
    { label: 'Workspaces', href: paths.workspaces(handle), icon: <Boxes aria-hidden /> },
    { label: 'Members', href: paths.members(handle), icon: <Users aria-hidden /> },
    { label: 'Service Accounts', href: paths.serviceAccounts(handle), icon: <Bot aria-hidden /> },
    { label: 'Roles', href: paths.roles(handle), icon: <KeyRound aria-hidden /> },
    ...(can.readAuditLog.allowed ? [auditLog] : []),
    ...(can.readSso.allowed ? [singleSignOn] : []),
    { label: 'Settings', href: paths.organizationSettings(handle), icon: <Settings aria-hidden /> },
  ]
}

function personalPages({ handle }: AccountSummary): NavigationPage[] {
  return [
    { label: 'Workspaces', href: paths.workspaces(handle), icon: <Boxes aria-hidden /> },
    { label: 'Members', href: paths.members(handle), icon: <Users aria-hidden /> },
  ]
}

function workspacePages({ account, workspace }: WorkspacePlace): NavigationPage[] {
  const { can } = workspace
  const runs = {
    label: 'Flow Runs',
    href: paths.flowRuns(account.handle, workspace.handle),
    icon: <ListVideo aria-hidden />,
  }
  const flows = {
    label: 'Flows',
    href: paths.flows(account.handle, workspace.handle),
    icon: <Workflow aria-hidden />,
  }
  const sharing = {
    label: 'Workspace Sharing',
    href: paths.sharing(account.handle, workspace.handle),
    icon: <UserLock aria-hidden />,
  }
  return [
    {
      label: 'Overview',
      href: paths.workspace(account.handle, workspace.handle),
      icon: <LayoutDashboard aria-hidden />,
      isExact: true,
    },
    ...(can.readRuns.allowed ? [runs] : []),
    ...(can.readFlows.allowed ? [flows] : []),
    ...(can.readAccess.allowed ? [sharing] : []),
    {
      label: 'Settings',
      href: paths.workspaceSettings(account.handle, workspace.handle),
      icon: <Settings aria-hidden />,
    },
  ]
}

function operatorPages(): NavigationPage[] {
  return [
    { label: 'Accounts', href: paths.operatorAccounts(), icon: <Building2 aria-hidden /> },
    { label: 'Users', href: paths.operatorUsers(), icon: <Users aria-hidden /> },
    { label: 'Mail', href: paths.operatorMail(), icon: <Mail aria-hidden /> },
    { label: 'Jobs', href: paths.operatorJobs(), icon: <ListChecks aria-hidden /> },
    { label: 'Health', href: paths.operatorHealth(), icon: <HeartPulse aria-hidden /> },
    { label: 'Audit Log', href: paths.operatorLog(), icon: <ScrollText aria-hidden /> },
    { label: 'Settings', href: paths.operatorSettings(), icon: <Settings aria-hidden /> },
  ]
}

function personPages(): NavigationPage[] {
  return [
    { label: 'Profile', href: paths.profile(), icon: <User aria-hidden />, isExact: true },
    { label: 'Security', href: paths.profileSecurity(), icon: <ShieldCheck aria-hidden /> },
    { label: 'API Keys', href: paths.profileApiKeys(), icon: <KeySquare aria-hidden /> },
  ]
}
