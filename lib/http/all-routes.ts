import type { Route } from './define-route'
import { accountRoutesOfWire } from './routes/account'
import { ipAllowlistRoutes } from './routes/ip-allowlist'
import { workspaceRoutes } from './routes/workspaces'

/** Every route of `/api` but next-auth's: what the router serves, the documentation prints, and the tests of denials walk. */
export const allRoutes: readonly Route[] = [...accountRoutesOfWire, ...ipAllowlistRoutes, ...workspaceRoutes]
