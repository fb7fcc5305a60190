import type { Route } from './define-route'
import { accountRoutes } from './routes/accounts'
import { apiKeyRoutes } from './routes/api-keys'
import { auditLogRoutes } from './routes/audit-log'
import { documentationRoutes } from './routes/documentation'
import { graphqlRoutes } from './routes/graphql'
import { healthRoutes } from './routes/health'
import { invitationRoutes } from './routes/invitations'
import { memberRoutes } from './routes/member'
import { memberChangeRoutes } from './routes/member-changes'
import { membersRoutes } from './routes/members'
import { operatorRoutes } from './routes/operator'
import { permissionRoutes } from './routes/permissions'
import { roleChangeRoutes } from './routes/role-changes'
import { roleEffectRoutes } from './routes/role-effects'
import { roleRoutes } from './routes/roles'
import { serviceAccountRoutes } from './routes/service-accounts'
import { sharingRoutes } from './routes/sharing'
import { sharingChangeRoutes } from './routes/sharing-changes'
import { workspaceRoutes } from './routes/workspaces'

/** Every route of `/api` but next-auth's: what the router serves, the documentation prints, and the tests of denials walk. */
export const allRoutes: readonly Route[] = [
  ...accountRoutes,
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
  ...graphqlRoutes,
  ...operatorRoutes,
  ...healthRoutes,
  ...documentationRoutes(() => allRoutes),
]
