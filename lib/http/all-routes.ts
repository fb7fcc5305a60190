import type { Route } from './define-route'
import { apiKeyRoutes } from './routes/api-keys'
import { auditLogRoutes } from './routes/audit-log'
import { auditProofRoutes } from './routes/audit-proof'
import { documentationRoutes } from './routes/documentation'
import { engineRoutes } from './routes/engine'
import { flowRunRoutes } from './routes/flow-runs'
import { flowSearchRoutes } from './routes/flow-search'
import { flowRoutes } from './routes/flows'
import { graphqlRoutes } from './routes/graphql'
import { groupMappingRoutes } from './routes/group-mappings'
import { healthRoutes } from './routes/health'
import { invitationRoutes } from './routes/invitations'
import { ipAllowlistRoutes } from './routes/ip-allowlist'
import { memberRoutes } from './routes/member'
import { memberChangeRoutes } from './routes/member-changes'
import { membersRoutes } from './routes/members'
import { ownDataRoutes } from './routes/own-data'
import { operatorChangeRoutes } from './routes/operator-changes'
import { operatorRoutes } from './routes/operator'
import { permissionRoutes } from './routes/permissions'
import { roleChangeRoutes } from './routes/role-changes'
import { roleEffectRoutes } from './routes/role-effects'
import { roleRoutes } from './routes/roles'
import { runPageRoutes } from './routes/run-pages'
import { runReportRoutes } from './routes/run-reports'
import { scimTokenRoutes } from './routes/scim-tokens'
import { serviceAccountRoutes } from './routes/service-accounts'
import { sharingRoutes } from './routes/sharing'
import { sharingChangeRoutes } from './routes/sharing-changes'
import { ssoDomainRoutes } from './routes/sso-domains'
import { ssoConnectionRoutes } from './routes/sso-connections'
import { ssoIdentityRoutes } from './routes/sso-identities'
import { ssoAnswerRoutes } from './routes/sso-answers'
import { webhookRoutes } from './routes/webhooks'
import { wireAccessRoutes } from './routes/wire-access'
import { wireAccountRoutes } from './routes/wire-account'
import { wireBotRoutes } from './routes/wire-bots'
import { wireInvitationRoutes } from './routes/wire-invitations'
import { wireIpAllowlistRoutes } from './routes/wire-ip-allowlist'
import { wireMeRoutes } from './routes/wire-me'
import { wireMembershipRoutes } from './routes/wire-memberships'
import { wireRoleRoutes } from './routes/wire-roles'
import { wireSessionRoutes } from './routes/wire-sessions'
import { wireUserRoutes } from './routes/wire-users'
import { wireWorkspaceRoutes } from './routes/wire-workspaces'
import { workspaceRoutes } from './routes/workspaces'

/** Every route of `/api` but next-auth's: what the router serves, the documentation prints, and the tests of denials walk. */
export const allRoutes: readonly Route[] = [
  ...ipAllowlistRoutes,
  ...invitationRoutes,
  ...membersRoutes,
  ...memberRoutes,
  ...memberChangeRoutes,
  ...permissionRoutes,
  ...roleRoutes,
  ...roleChangeRoutes,
  ...roleEffectRoutes,
  ...apiKeyRoutes,
  ...serviceAccountRoutes,
  ...workspaceRoutes,
  ...sharingRoutes,
  ...sharingChangeRoutes,
  ...auditLogRoutes,
  ...auditProofRoutes,
  ...webhookRoutes,
  ...ssoDomainRoutes,
  ...ssoAnswerRoutes,
  ...ssoConnectionRoutes,
  ...ssoIdentityRoutes,
  ...graphqlRoutes,
  ...groupMappingRoutes,
  ...scimTokenRoutes,
  ...operatorRoutes,
  ...operatorChangeRoutes,
  ...ownDataRoutes,
  ...healthRoutes,
  ...documentationRoutes(() => allRoutes),
  ...flowRoutes,
  ...flowRunRoutes,
  ...engineRoutes,
  ...flowSearchRoutes,
  ...runPageRoutes,
  ...runReportRoutes,
  ...wireAccessRoutes,
  ...wireAccountRoutes,
  ...wireBotRoutes,
  ...wireInvitationRoutes,
  ...wireIpAllowlistRoutes,
  ...wireMeRoutes,
  ...wireMembershipRoutes,
  ...wireRoleRoutes,
  ...wireSessionRoutes,
  ...wireUserRoutes,
  ...wireWorkspaceRoutes,
]
