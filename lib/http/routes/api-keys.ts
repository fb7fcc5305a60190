import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { apiKeyView, listKeysPage } from '@/lib/api-keys/schema'
import { listServiceAccountKeys } from '@/lib/api-keys/service-account-keys'
import { listUserKeys } from '@/lib/api-keys/user-keys'
import { serviceAccountParams } from '@/lib/service-accounts/schema'
import { requestCtx } from '../context'
import { errorResponses, inputError, json, pageBody } from './route'

const responses = {
  200: json(z.array(apiKeyView), 'A page; `X-Next-Cursor` leads to the next'),
  ...errorResponses,
}

const listUserKeysRoute = createRoute({
  method: 'get',
  path: '/me/api-keys',
  summary:
    "One page of the viewer's own API keys, never their secrets: those that work first, the newest first",
  request: { query: listKeysPage },
  responses,
})

const listServiceAccountKeysRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/service-accounts/{serviceAccountId}/api-keys',
  summary: 'One page of the API keys of a service account, never their secrets; needs `read:service_account`',
  request: { params: serviceAccountParams, query: listKeysPage },
  responses,
})

/** The lists of API keys. */
export function apiKeyRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(listUserKeysRoute, async (context) => {
    const page = await listUserKeys(await requestCtx(context), context.req.valid('query'))
    return context.json(pageBody(context, page), 200)
  })
  routes.openapi(listServiceAccountKeysRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(
      pageBody(context, await listServiceAccountKeys(await requestCtx(context), input)),
      200,
    )
  })
  return routes
}
