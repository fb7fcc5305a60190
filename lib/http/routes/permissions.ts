import { z } from '@hono/zod-openapi'
import { listPermissionNames } from '@/lib/policy/permission-names'
import { permissionDefinitions } from '@/lib/policy/permissions'
import { scopeView } from '@/lib/wire/me-schema'
import { listScopeViews } from '@/lib/wire/scopes'
import { defineRoute, type Route } from '../define-route'
import { anyone, anyPrincipal } from '../demand'

const permissionView = z.object({
  id: z.string(),
  level: z.enum(['organization', 'workspace']),
  title: z.string(),
  description: z.string(),
  /** What is held with it. */
  implies: z.array(z.string()),
  /** May not be put into a custom role. */
  is_reserved: z.boolean(),
  /** The scopes that it is part of. */
  scopes: z.array(z.string()),
})

const catalogue = 'Permissions and scopes'

/** The catalogue of permissions and of the scopes that stand for them. */
export const permissionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/permissions',
    area: catalogue,
    summary: 'Every permission there is: what it allows, what it implies, and the scopes that stand for it',
    demand: anyone('it is the same in every installation'),
    answer: { status: 200, schema: z.array(permissionView), description: 'Organization level first' },
    handle: () =>
      Promise.resolve(
        permissionDefinitions.map(({ isReserved, isOperatorOnly, aliases, implies, ...definition }) => ({
          ...definition,
          implies: [...implies],
          is_reserved: isReserved || isOperatorOnly,
          scopes: [...aliases],
        })),
      ),
  }),
  defineRoute({
    method: 'get',
    path: '/workspace_scopes',
    area: catalogue,
    summary: 'The scopes that a role can be made of, with those that come with each',
    demand: anyPrincipal,
    answer: { status: 200, schema: z.array(scopeView), description: 'All of them' },
    handle: () => Promise.resolve(listScopeViews()),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/permissions',
    area: catalogue,
    summary: 'The permissions that there are, by our names and by those that clients of the wire format know',
    demand: anyPrincipal,
    answer: { status: 200, schema: z.array(z.string()), description: 'All of them' },
    handle: () => Promise.resolve(listPermissionNames()),
  }),
]
