import { z } from '@hono/zod-openapi'
import { permissionDefinitions } from '@/lib/policy/permissions'
import { defineRoute, type Route } from '../define-route'
import { anyone } from '../demand'

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

/** The catalogue of permissions. */
export const permissionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/permissions',
    area: 'Roles',
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
]
