import type { Route } from './define-route'
import { wireBotRoutes } from './routes/wire-bots'
import { wireMembershipRoutes } from './routes/wire-memberships'
import { wireRoleRoutes } from './routes/wire-roles'
import { wireWorkspaceRoutes } from './routes/wire-workspaces'
import { workspaceRoutes } from './routes/workspaces'

/** Every route of `/api` but next-auth's: what the router serves, the documentation prints, and the tests of denials walk. */
export const allRoutes: readonly Route[] = [
  ...workspaceRoutes,
  ...wireBotRoutes,
  ...wireMembershipRoutes,
  ...wireRoleRoutes,
  ...wireWorkspaceRoutes,
]
