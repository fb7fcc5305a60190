import type { Route } from './define-route'
import { engineRoutes } from './routes/engine'
import { flowSearchRoutes } from './routes/flow-search'
import { workspaceRoutes } from './routes/workspaces'

/** Every route of `/api` but next-auth's: what the router serves, the documentation prints, and the tests of denials walk. */
export const allRoutes: readonly Route[] = [...workspaceRoutes, ...flowSearchRoutes, ...engineRoutes]
