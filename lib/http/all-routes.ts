import type { Route } from './define-route'
import { engineRoutes } from './routes/engine'
import { flowRunRoutes } from './routes/flow-runs'
import { flowSearchRoutes } from './routes/flow-search'
import { flowRoutes } from './routes/flows'
import { runPageRoutes } from './routes/run-pages'
import { runReportRoutes } from './routes/run-reports'
import { wireAccessRoutes } from './routes/wire-access'
import { wireBotRoutes } from './routes/wire-bots'
import { wireMeRoutes } from './routes/wire-me'
import { wireMembershipRoutes } from './routes/wire-memberships'
import { wireRoleRoutes } from './routes/wire-roles'
import { wireUserRoutes } from './routes/wire-users'
import { wireWorkspaceRoutes } from './routes/wire-workspaces'
import { workspaceRoutes } from './routes/workspaces'

/** Every route of `/api` but next-auth's: what the router serves, the documentation prints, and the tests of denials walk. */
export const allRoutes: readonly Route[] = [
  ...engineRoutes,
  ...flowRoutes,
  ...flowRunRoutes,
  ...flowSearchRoutes,
  ...runPageRoutes,
  ...runReportRoutes,
  ...wireAccessRoutes,
  ...wireBotRoutes,
  ...wireMeRoutes,
  ...wireMembershipRoutes,
  ...wireRoleRoutes,
  ...wireUserRoutes,
  ...wireWorkspaceRoutes,
  ...workspaceRoutes,
]
