import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  listServiceAccountsInput,
  serviceAccountConsequences,
  serviceAccountDetail,
  serviceAccountParams,
  serviceAccountView,
} from '@/lib/service-accounts/schema'
import {
  getServiceAccount,
  getServiceAccountConsequences,
  listServiceAccounts,
} from '@/lib/service-accounts/service'
import { requestCtx } from '../context'
import { membershipRoutes } from './membership'
import { errorResponses, inputError, json, pageBody } from './route'

const serviceAccounts = '/accounts/{accountId}/service-accounts'
const serviceAccount = `${serviceAccounts}/{serviceAccountId}`
const paged = 'A page; `X-Next-Cursor` leads to the next'

const listRoute = createRoute({
  method: 'get',
  path: serviceAccounts,
  summary:
    'One page of service accounts, filtered, searched and sorted, with their keys in numbers and what the viewer may do with each; needs ' +
    '`read:service_account`',
  request: {
    params: serviceAccountParams.pick({ accountId: true }),
    query: listServiceAccountsInput.omit({ accountId: true }),
  },
  responses: { 200: json(z.array(serviceAccountView), paged), ...errorResponses },
})

const detailRoute = createRoute({
  method: 'get',
  path: serviceAccount,
  summary:
    'One service account with its role and what the viewer may do with it; needs `read:service_account`',
  request: { params: serviceAccountParams },
  responses: { 200: json(serviceAccountDetail, 'The service account'), ...errorResponses },
})

const consequencesRoute = createRoute({
  method: 'get',
  path: `${serviceAccount}/consequences`,
  summary: 'What suspending or deleting it would end; needs `read:service_account`',
  request: { params: serviceAccountParams },
  responses: { 200: json(serviceAccountConsequences, 'The counts'), ...errorResponses },
})

const summaries = {
  workspaces:
    'One page of the workspaces that it can open and whose access the viewer may read, by name, with where each access comes from; needs ' +
    '`read:service_account`',
  explanation:
    'Whether it holds a permission, everything that has a say in it, and for a no what would have to change; needs `read:service_account`',
  permissions:
    'What it may do now in a workspace, or without one in the organization itself, and where it comes from; needs ' +
    '`read:service_account`',
  events:
    'One page of the audit events about a service account and its keys, and by it, newest first; needs `read:audit_log` and a plan with ' +
    'an audit log',
}

/** What the pages of service accounts read. */
export function serviceAccountRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(listRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listServiceAccounts(await requestCtx(context), input)), 200)
  })
  routes.openapi(detailRoute, async (context) =>
    context.json(await getServiceAccount(await requestCtx(context), context.req.valid('param')), 200),
  )
  routes.openapi(consequencesRoute, async (context) => {
    const params = context.req.valid('param')
    return context.json(await getServiceAccountConsequences(await requestCtx(context), params), 200)
  })
  routes.route('/', membershipRoutes({ path: serviceAccount, params: serviceAccountParams, summaries }))
  return routes
}
