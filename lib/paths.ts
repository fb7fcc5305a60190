/** Every address of the console; links are made only here. */
export const paths = {
  /** Every workspace one can open. */
  home: () => '/workspaces',
  signIn: (returnTo?: string) => withQuery('/sign-in', { returnTo }),
  /** Where command lines send people to sign in; they add `?callback=`. */
  commandLine: () => '/auth/client',
  signUp: (options: { returnTo?: string; invitation?: string } = {}) => withQuery('/sign-up', options),
  verifyEmail: (token?: string) => withQuery('/verify-email', { token }),
  forgotPassword: () => '/forgot-password',
  resetPassword: (token?: string) => withQuery('/reset-password', { token }),
  invitation: (token: string) => `/invitations/${encodeURIComponent(token)}`,
  organizations: () => '/organizations',
  createOrganization: () => '/organizations?dialog=create',
  organization: (handle: string) => `/organizations/${handle}`,
  members: (handle: string, search?: string) => withQuery(`/organizations/${handle}/members`, { q: search }),
  inviteMembers: (handle: string) => `/organizations/${handle}/members?dialog=invite`,
  member: (handle: string, membershipId: string) => `/organizations/${handle}/members/${membershipId}`,
  /** The question "Can this member do PERMISSION?", asked on the member's page. */
  why: (handle: string, membershipId: string, permission: string, workspaceId?: string) =>
    `${withQuery(`/organizations/${handle}/members/${membershipId}`, { permission, workspace: workspaceId })}#why`,
  roles: (handle: string) => `/organizations/${handle}/roles`,
  createRole: (handle: string, from?: string) =>
    withQuery(`/organizations/${handle}/roles`, { dialog: 'create', from }),
  role: (handle: string, roleId: string) => `/organizations/${handle}/roles/${roleId}`,
  compareRoles: (handle: string, one?: string, other?: string) =>
    withQuery(`/organizations/${handle}/roles/compare`, { a: one, b: other }),
  serviceAccounts: (handle: string) => `/organizations/${handle}/service-accounts`,
  createServiceAccount: (handle: string) => `/organizations/${handle}/service-accounts?dialog=create`,
  serviceAccount: (handle: string, serviceAccountId: string) =>
    `/organizations/${handle}/service-accounts/${serviceAccountId}`,
  /** The question "Can this service account do PERMISSION?", asked on its page. */
  whyServiceAccount: (handle: string, serviceAccountId: string, permission: string, workspaceId?: string) =>
    `${withQuery(`/organizations/${handle}/service-accounts/${serviceAccountId}`, { permission, workspace: workspaceId })}#why`,
  /** The audit log, narrowed as the list's address says it. */
  auditLog: (
    handle: string,
    filters: { actor?: string; object?: string; workspace?: string; show?: string } = {},
  ) => withQuery(`/organizations/${handle}/audit-log`, filters),
  singleSignOn: (handle: string, connectionId?: string) =>
    withQuery(`/organizations/${handle}/sso`, { connection: connectionId }),
  /** An organization's own way in. */
  organizationSignIn: (handle: string, returnTo?: string) =>
    withQuery(`/organizations/${handle}/sign-in`, { returnTo }),
  organizationSettings: (handle: string) => `/organizations/${handle}/settings`,
  /** In an account that is chosen in the dialog. */
  createWorkspaceAnywhere: () => '/workspaces?dialog=create',
  workspaces: (handle: string) => `/organizations/${handle}/workspaces`,
  createWorkspace: (handle: string) => `/organizations/${handle}/workspaces?dialog=create`,
  workspace: (handle: string, workspaceHandle: string) =>
    `/organizations/${handle}/workspaces/${workspaceHandle}`,
  /** Its overview with the picture of another period. */
  workspacePeriod: (handle: string, workspaceHandle: string, period?: string) =>
    withQuery(`/organizations/${handle}/workspaces/${workspaceHandle}`, { period }),
  sharing: (handle: string, workspaceHandle: string) =>
    `/organizations/${handle}/workspaces/${workspaceHandle}/sharing`,
  /** The runs of a workspace, narrowed as the list's address says it. */
  flowRuns: (
    handle: string,
    workspaceHandle: string,
    filters: { status?: string; flow?: string; time?: string } = {},
  ) => withQuery(`/organizations/${handle}/workspaces/${workspaceHandle}/flow-runs`, filters),
  startFlowRun: (handle: string, workspaceHandle: string, flowId?: string) =>
    withQuery(`/organizations/${handle}/workspaces/${workspaceHandle}/flow-runs`, {
      dialog: 'start',
      of: flowId,
    }),
  flowRun: (handle: string, workspaceHandle: string, flowRunId: string) =>
    `/organizations/${handle}/workspaces/${workspaceHandle}/flow-runs/${flowRunId}`,
  flows: (handle: string, workspaceHandle: string) =>
    `/organizations/${handle}/workspaces/${workspaceHandle}/flows`,
  workspaceSettings: (handle: string, workspaceHandle: string) =>
    `/organizations/${handle}/workspaces/${workspaceHandle}/settings`,
  /** Where one is told that an organization does not let one's address in, with the way back to what was asked for. */
  addressRefused: (from: string) => withQuery('/address-refused', { from }),
  /** Where one is told that an organization asks for its single sign-on, with the way there and back. */
  singleSignOnRequired: (handle: string, from: string) =>
    withQuery('/sso-required', { organization: handle, from }),
  /** Where the browser completes what a provider answered: signed in, or told why not. */
  completeSingleSignOn: (attempt: string) => withQuery('/sso/complete', { attempt }),
  /** The same for what never came to be completed; `refused` is a reason of lib/sso/refusal-text.ts. */
  singleSignOnRefused: (refused: string) => withQuery('/sso/complete', { refused }),
  accountSuspended: (from: string) => withQuery('/account-suspended', { from }),
  /** Where one is told that one’s session opens one organization alone, with the way to sign in for all. */
  sessionBound: (from: string) => withQuery('/session-bound', { from }),
  profile: () => '/profile',
  profileSecurity: () => '/profile/security',
  profileApiKeys: () => '/profile/api-keys',
  createApiKey: () => '/profile/api-keys?dialog=create',
  operatorAccounts: () => '/operator/accounts',
  operatorUsers: () => '/operator/users',
  operatorMail: (id?: string) => withQuery('/operator/mail', { mail: id }),
  operatorJobs: () => '/operator/jobs',
  operatorHealth: () => '/operator/health',
  operatorLog: () => '/operator/audit-log',
  operatorSettings: () => '/operator/settings',
} as const

/** Data routes of the pages, served by the router in front of Next. */
/** Below it identity providers provision (SCIM 2.0). */
export const scimPath = '/scim/v2'

export const apiPaths = {
  organizations: () => '/api/me/accounts',
  ssoCallback: (connectionId: string) => `/api/sso/${connectionId}/callback`,
  ssoAcs: (connectionId: string) => `/api/sso/${connectionId}/acs`,
  ssoMetadata: (connectionId: string) => `/api/sso/${connectionId}/metadata`,
  ssoLogout: (connectionId: string) => `/api/sso/${connectionId}/logout`,
  ssoIdentities: (accountId: string, membershipId: string) =>
    `/api/accounts/${accountId}/members/${membershipId}/identities`,
  ssoConnections: (accountId: string) => `/api/accounts/${accountId}/sso/connections`,
  ssoDomains: (accountId: string) => `/api/accounts/${accountId}/sso/domains`,
  ssoDomainRemoval: (accountId: string, domainId: string) =>
    `/api/accounts/${accountId}/sso/domains/${domainId}/removal`,
  ssoEnforcement: (accountId: string) => `/api/accounts/${accountId}/sso/enforcement`,
  ssoConnection: (accountId: string, connectionId: string) =>
    `/api/accounts/${accountId}/sso/connections/${connectionId}`,
  sessions: () => '/api/me/sessions',
  myData: () => '/api/me/data',
  members: (accountId: string) => `/api/accounts/${accountId}/members`,
  membersExport: (accountId: string) => `/api/accounts/${accountId}/members.csv`,
  memberConsequences: (accountId: string, membershipIds: string[]) =>
    `/api/accounts/${accountId}/members/consequences?ids=${membershipIds.join(',')}`,
  member: (accountId: string, membershipId: string) => `/api/accounts/${accountId}/members/${membershipId}`,
  memberWorkspaces: (accountId: string, membershipId: string) =>
    `/api/accounts/${accountId}/members/${membershipId}/workspaces`,
  memberEvents: (accountId: string, membershipId: string) =>
    `/api/accounts/${accountId}/members/${membershipId}/events`,
  memberExplanation: (accountId: string, membershipId: string, permission: string, workspaceId?: string) =>
    withQuery(`/api/accounts/${accountId}/members/${membershipId}/explanation`, {
      permission,
      workspace_id: workspaceId,
    }),
  memberPermissions: (accountId: string, membershipId: string, workspaceId?: string) =>
    withQuery(`/api/accounts/${accountId}/members/${membershipId}/permissions`, {
      workspace_id: workspaceId,
    }),
  memberRolePreview: (accountId: string, membershipId: string, roleId: string) =>
    `/api/accounts/${accountId}/members/${membershipId}/role-preview?role_id=${roleId}`,
  myWorkspaces: () => '/api/me/workspaces',
  workspaceShortcuts: () => '/api/me/workspaces/shortcuts',
  workspaces: (accountId: string) => `/api/accounts/${accountId}/workspaces`,
  workspaceEditor: (accountId: string) => `/api/accounts/${accountId}/workspace-editor`,
  workspace: (accountId: string, workspaceId: string) =>
    `/api/accounts/${accountId}/workspaces/${workspaceId}`,
  transferPreview: (accountId: string, workspaceId: string, toAccountId: string) =>
    `/api/accounts/${accountId}/workspaces/${workspaceId}/transfer-preview?to=${toAccountId}`,
  runTimeline: (accountId: string, workspaceId: string, period: 'day' | 'week' | 'month') =>
    `${consoleOf(accountId, workspaceId)}/timeline?period=${period}`,
  runsOverview: (accountId: string, workspaceId: string) => `${consoleOf(accountId, workspaceId)}/overview`,
  flowRuns: (accountId: string, workspaceId: string) => `${consoleOf(accountId, workspaceId)}/flow-runs`,
  flowRun: (accountId: string, workspaceId: string, flowRunId: string) =>
    `${consoleOf(accountId, workspaceId)}/flow-runs/${flowRunId}`,
  runLogs: (accountId: string, workspaceId: string, flowRunId: string) =>
    `${consoleOf(accountId, workspaceId)}/flow-runs/${flowRunId}/logs`,
  flows: (accountId: string, workspaceId: string) => `${consoleOf(accountId, workspaceId)}/flows`,
  flow: (accountId: string, workspaceId: string, flowId: string) =>
    `${consoleOf(accountId, workspaceId)}/flows/${flowId}`,
  access: (accountId: string, workspaceId: string) =>
    `/api/accounts/${accountId}/workspaces/${workspaceId}/access`,
  candidates: (accountId: string, workspaceId: string) =>
    `/api/accounts/${accountId}/workspaces/${workspaceId}/candidates`,
  defaultRolePreview: (accountId: string, workspaceId: string, roleId: string | null) =>
    `/api/accounts/${accountId}/workspaces/${workspaceId}/default-role-preview?role_id=${roleId ?? 'none'}`,
  removalPreview: (accountId: string, workspaceId: string, membershipIds: string[]) =>
    `/api/accounts/${accountId}/workspaces/${workspaceId}/removal-preview?ids=${membershipIds.join(',')}`,
  roles: (accountId: string) => `/api/accounts/${accountId}/roles`,
  role: (accountId: string, roleId: string) => `/api/accounts/${accountId}/roles/${roleId}`,
  roleHolders: (accountId: string, roleId: string) => `/api/accounts/${accountId}/roles/${roleId}/holders`,
  roleEvents: (accountId: string, roleId: string) => `/api/accounts/${accountId}/roles/${roleId}/events`,
  rolePreview: (accountId: string, roleId: string, permissions: string[]) =>
    `/api/accounts/${accountId}/roles/${roleId}/preview?permissions=${permissions.join(',')}`,
  roleReassignment: (accountId: string, roleId: string, to: { account?: string; workspaces?: string }) =>
    withQuery(`/api/accounts/${accountId}/roles/${roleId}/reassignment`, to),
  userKeys: () => '/api/me/api-keys',
  serviceAccounts: (accountId: string) => `/api/accounts/${accountId}/service-accounts`,
  serviceAccount: (accountId: string, serviceAccountId: string) =>
    `/api/accounts/${accountId}/service-accounts/${serviceAccountId}`,
  serviceAccountKeys: (accountId: string, serviceAccountId: string) =>
    `/api/accounts/${accountId}/service-accounts/${serviceAccountId}/api-keys`,
  serviceAccountConsequences: (accountId: string, serviceAccountId: string) =>
    `/api/accounts/${accountId}/service-accounts/${serviceAccountId}/consequences`,
  serviceAccountWorkspaces: (accountId: string, serviceAccountId: string) =>
    `/api/accounts/${accountId}/service-accounts/${serviceAccountId}/workspaces`,
  serviceAccountEvents: (accountId: string, serviceAccountId: string) =>
    `/api/accounts/${accountId}/service-accounts/${serviceAccountId}/events`,
  serviceAccountExplanation: (
    accountId: string,
    serviceAccountId: string,
    permission: string,
    workspaceId?: string,
  ) =>
    withQuery(`/api/accounts/${accountId}/service-accounts/${serviceAccountId}/explanation`, {
      permission,
      workspace_id: workspaceId,
    }),
  serviceAccountPermissions: (accountId: string, serviceAccountId: string, workspaceId?: string) =>
    withQuery(`/api/accounts/${accountId}/service-accounts/${serviceAccountId}/permissions`, {
      workspace_id: workspaceId,
    }),
  invitations: (accountId: string) => `/api/accounts/${accountId}/invitations`,
  auditLog: (accountId: string) => `/api/accounts/${accountId}/audit-log`,
  auditEvent: (accountId: string, auditEventId: string) =>
    `/api/accounts/${accountId}/audit-log/${auditEventId}`,
  auditChain: (accountId: string) => `/api/accounts/${accountId}/audit-log/chain`,
  auditCheckpoints: (accountId: string) => `/api/accounts/${accountId}/audit-log/checkpoints.ndjson`,
  /** All that a list's filters leave, as a file. */
  auditExport: (
    accountId: string,
    format: 'csv' | 'ndjson',
    filters: { [name: string]: string | undefined },
  ) => withQuery(`/api/accounts/${accountId}/audit-log.${format}`, filters),
  webhooks: (accountId: string) => `/api/accounts/${accountId}/webhooks`,
  webhookDeliveries: (accountId: string, webhookId: string) =>
    `/api/accounts/${accountId}/webhooks/${webhookId}/deliveries`,
  ipAllowlist: (accountId: string) => `/api/accounts/${accountId}/ip_allowlist/console`,
  ipAllowlistPreview: (accountId: string) => `/api/accounts/${accountId}/ip_allowlist/preview`,
  scimTokens: (accountId: string) => `/api/accounts/${accountId}/sso/scim-tokens`,
  groupMappings: (accountId: string) => `/api/accounts/${accountId}/sso/group-mappings`,
  workspaceRoles: (accountId: string, organizationRoleId: string) =>
    withQuery(`/api/accounts/${accountId}/workspace-roles`, {
      organization_role_id: organizationRoleId || undefined,
    }),
  operatorAccounts: () => '/api/operator/accounts',
  operatorUsers: () => '/api/operator/users',
  operatorJobs: () => '/api/operator/jobs',
  operatorHealth: () => '/api/operator/health',
  operatorLog: () => '/api/operator/audit-log',
  operatorEvent: (auditEventId: string) => `/api/operator/audit-log/${auditEventId}`,
  operatorMail: () => '/api/operator/mail',
  graphql: () => '/api/graphql',
  /** Every route, for programs and for people. */
  openapi: () => '/api/openapi.json',
  docs: () => '/api/docs',
  graphiqlFile: (name: string) => `/api/graphql/files/${name}`,
} as const

/** What the pages of a workspace read; `flows` and `flow_runs` beside it are the wire format's. */
function consoleOf(accountId: string, workspaceId: string): string {
  return `/api/accounts/${accountId}/workspaces/${workspaceId}/console`
}

function withQuery(path: string, query: { [name: string]: string | undefined }): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path
}

/** The page of a workspace that a client's own address below it stands for; the overview where there is none. */
export function clientPagePath(handle: string, workspaceHandle: string, page: readonly string[]): string {
  const [area, kind, id] = page
  const isOfOne = id !== undefined && /^[0-9a-f-]{36}$/i.test(id)
  if (area === 'runs' && kind === 'flow-run' && isOfOne) return paths.flowRun(handle, workspaceHandle, id)
  if (area === 'runs') return paths.flowRuns(handle, workspaceHandle)
  if (area === 'flows' && kind === 'flow' && isOfOne)
    return paths.flowRuns(handle, workspaceHandle, { flow: id })
  if (area === 'flows') return paths.flows(handle, workspaceHandle)
  return paths.workspace(handle, workspaceHandle)
}

/** The handle of the organization that a path of the console is about; null for what is about none. */
export function organizationOfPath(path: string): string | null {
  return /^\/organizations\/([^/?#]+)/.exec(path)?.[1] ?? null
}

/** A path within the console from outside input, or the fallback: never another host. */
export function safeReturnTo(value: unknown, fallback = '/workspaces'): string {
  if (typeof value !== 'string' || value.length > 500 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value))
    return fallback
  return value
}
