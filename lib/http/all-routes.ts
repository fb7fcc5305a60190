import type { Route } from './define-route'
import { engineRoutes } from './routes/engine'
import { flowRunRoutes } from './routes/flow-runs'
import { flowSearchRoutes } from './routes/flow-search'
import { flowRoutes } from './routes/flows'
import { runPageRoutes } from './routes/run-pages'
import { runReportRoutes } from './routes/run-reports'
import { workspaceRoutes } from './routes/workspaces'

/** Every route of `/api` but next-auth's: what the router serves, the documentation prints, and the tests of denials walk. */
export const allRoutes: readonly Route[] = [
  ...engineRoutes,
  ...flowRoutes,
  ...flowRunRoutes,
  ...flowSearchRoutes,
  ...runPageRoutes,
  ...runReportRoutes,
  ...workspaceRoutes,
]
