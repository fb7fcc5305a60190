import { z } from '@hono/zod-openapi'
import { apiKeyView, listKeysPage } from '@/lib/api-keys/schema'
import { listServiceAccountKeys } from '@/lib/api-keys/service-account-keys'
import { listUserKeys } from '@/lib/api-keys/user-keys'
import { serviceAccountParams } from '@/lib/service-accounts/schema'
import { defineRoute, type Route } from '../define-route'
import { anyPerson, inOrganization } from '../demand'
import { pageBody, paged } from './route'

const area = 'API keys'
const answer = { status: 200, schema: z.array(apiKeyView), description: paged } as const

/** The lists of API keys. */
export const apiKeyRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/me/api-keys',
    area,
    summary: 'One page of one’s own API keys, never their secrets: those that work first, the newest first',
    demand: anyPerson,
    query: listKeysPage,
    answer,
    handle: async ({ ctx, query, context }) => pageBody(context, await listUserKeys(ctx, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/service-accounts/{serviceAccountId}/api-keys',
    area,
    summary: 'One page of the API keys of a service account, never their secrets',
    demand: inOrganization('read:service_account'),
    params: serviceAccountParams,
    query: listKeysPage,
    answer,
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listServiceAccountKeys(ctx, { ...params, ...query })),
  }),
]
