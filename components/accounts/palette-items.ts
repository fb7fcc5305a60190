import type { PaletteItem } from '@/components/shell/palette-item'
import type { AccountSummary } from '@/lib/accounts/schema'
import { failedTypes } from '@/lib/flow-runs/states'
import { paths } from '@/lib/paths'
import { accountOfPlace, type AccountPlace, type ConsolePlace, type WorkspacePlace } from './console-place'

type Surroundings = { organizations: AccountSummary[]; isOperator: boolean }

/** What the palette offers before anything is searched: the pages and actions of the place, then those of everywhere. */
export function paletteItemsOf(
  place: ConsolePlace,
  { organizations, isOperator }: Surroundings,
): PaletteItem[] {
  const account = accountOfPlace(place)
  return [
    ...(place.kind === 'workspace' ? [...workspacePages(place), ...workspaceActions(place)] : []),
    ...(account ? [...accountPages(account), ...accountActions(account)] : []),
    ...organizations.map(organizationItem),
    ...personItems({ isOperator, isInAccount: account !== null }),
  ]
}

const page = (id: string, label: string, href: string, keywords: string[] = []) => ({
  id,
  label,
  group: 'Pages',
  keywords,
  href,
})

function workspacePages({ account, workspace }: WorkspacePlace): PaletteItem[] {
  const { name, handle, can } = workspace
  const items = [
    page('overview', 'Overview', paths.workspace(account.handle, handle), ['timeline', 'runs']),
    ...(can.readRuns.allowed
      ? [
          page('flow-runs', 'Flow Runs', paths.flowRuns(account.handle, handle), ['states', 'history']),
          page(
            'failed-runs',
            'Failed runs',
            paths.flowRuns(account.handle, handle, { status: failedTypes.join(',') }),
            ['crashed'],
          ),
        ]
      : []),
    ...(can.readFlows.allowed ? [page('flows', 'Flows', paths.flows(account.handle, handle))] : []),
    ...(can.readAccess.allowed
      ? [page('sharing', 'Workspace Sharing', paths.sharing(account.handle, handle), ['access', 'share'])]
      : []),
    page('workspace-settings', 'Settings', paths.workspaceSettings(account.handle, handle), [
      'rename',
      'transfer',
      'delete',
    ]),
  ]
  return items.map((item) => ({ ...item, hint: name }))
}

function workspaceActions({ account, workspace }: WorkspacePlace): PaletteItem[] {
  const { name, handle, can } = workspace
  if (!can.startRuns.allowed) return []
  const href = paths.startFlowRun(account.handle, handle)
  return [{ id: 'start-run', label: 'Start run', hint: name, group: 'Actions', href }]
}

function accountPages({ account: { kind, handle, name }, can }: AccountPlace): PaletteItem[] {
  const workspaces = page('workspaces', 'Workspaces', paths.workspaces(handle))
  const members = page('members', 'Members', paths.members(handle), ['people', 'users', 'invitations'])
  const items =
    kind === 'PERSONAL'
      ? [workspaces, members]
      : [
          page('profile', 'Profile', paths.organization(handle)),
          workspaces,
          members,
          page('service-accounts', 'Service Accounts', paths.serviceAccounts(handle), [
            'keys',
            'robots',
            'machines',
          ]),
          page('roles', 'Roles', paths.roles(handle), ['permissions', 'access']),
          ...(can.readAuditLog.allowed
            ? [page('audit-log', 'Audit Log', paths.auditLog(handle), ['events', 'history', 'changes'])]
            : []),
          ...(can.readSso.allowed
            ? [
                page('sso', 'Single Sign-On', paths.singleSignOn(handle), [
                  'sso',
                  'saml',
                  'oidc',
                  'scim',
                  'domains',
                ]),
              ]
            : []),
          page('settings', 'Settings', paths.organizationSettings(handle), ['rename', 'handle', 'delete']),
        ]
  return items.map((item) => ({ ...item, hint: name }))
}

/** Only what one may do: in a list to choose from, a refusal is one more thing to read. */
function accountActions({ account: { kind, handle, name }, can }: AccountPlace): PaletteItem[] {
  const action = (id: string, label: string, href: string) => ({
    id,
    label,
    hint: name,
    group: 'Actions',
    href,
  })
  return [
    ...(can.createWorkspace.allowed
      ? [action('create-workspace', 'Create workspace', paths.createWorkspace(handle))]
      : []),
    ...(can.invite.allowed ? [action('invite', 'Invite members', paths.inviteMembers(handle))] : []),
    ...(can.createServiceAccount.allowed && kind === 'ORGANIZATION'
      ? [action('create-service-account', 'Create service account', paths.createServiceAccount(handle))]
      : []),
    ...(can.createRole.allowed && kind === 'ORGANIZATION'
      ? [action('create-role', 'Create role', paths.createRole(handle))]
      : []),
  ]
}

function organizationItem({ id, name, handle }: AccountSummary): PaletteItem {
  return {
    id,
    label: name,
    hint: handle,
    group: 'Organizations',
    keywords: [handle],
    href: paths.organization(handle),
  }
}

function personItems({
  isOperator,
  isInAccount,
}: {
  isOperator: boolean
  isInAccount: boolean
}): PaletteItem[] {
  return [
    page('home', 'All workspaces', paths.home()),
    page('organizations', 'All organizations', paths.organizations()),
    ...(isInAccount
      ? []
      : [
          {
            id: 'create-workspace',
            label: 'Create workspace',
            group: 'Actions',
            href: paths.createWorkspaceAnywhere(),
          },
        ]),
    { id: 'create', label: 'Create organization', group: 'Actions', href: paths.createOrganization() },
    page('you', 'Your profile', paths.profile(), ['name']),
    page('security', 'Security', paths.profileSecurity(), ['password', 'sessions']),
    page('api-keys', 'Your API keys', paths.profileApiKeys(), ['token', 'secret']),
    { id: 'create-api-key', label: 'Create API key', group: 'Actions', href: paths.createApiKey() },
    ...(isOperator ? operatorItems() : []),
  ]
}

function operatorItems(): PaletteItem[] {
  return [
    page('operator-accounts', 'All accounts and plans', paths.operatorAccounts(), ['operator']),
    page('operator-users', 'All users', paths.operatorUsers(), ['operator']),
    page('mail', 'Mail outbox', paths.operatorMail(), ['operator']),
    page('operator-jobs', 'Jobs', paths.operatorJobs(), ['operator', 'queue']),
    page('operator-health', 'Health', paths.operatorHealth(), ['operator', 'status']),
    page('operator-log', 'Audit log of the installation', paths.operatorLog(), ['operator']),
    page('operator-settings', 'Settings of the installation', paths.operatorSettings(), ['operator']),
  ]
}
