import { z } from '@hono/zod-openapi'
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
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { membershipRoutes } from './membership'
import { pageBody, paged } from './route'

const area = 'Service accounts'
const demand = inOrganization('read:service_account')
const path = '/accounts/{accountId}/service-accounts/{serviceAccountId}'
const params = serviceAccountParams

const summaries = {
  workspaces:
    'One page of the workspaces that it can open and whose access one may read, by name, with where each access comes from',
  explanation:
    'Whether it holds a permission, everything that has a say in it, and for a no what would have to change',
  permissions:
    'What it may do now in a workspace, or without one in the organization itself, and where it comes from',
  events:
    'One page of the audit events about a service account and its keys, and by it, newest first; needs a plan with an audit log',
}

/** What the pages of service accounts read. */
export const serviceAccountRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/service-accounts',
    area,
    summary:
      'One page of service accounts, filtered, searched and sorted, with their keys in numbers and what one may do with each',
    demand,
    params: serviceAccountParams.pick({ accountId: true }),
    query: listServiceAccountsInput.omit({ accountId: true }),
    answer: { status: 200, schema: z.array(serviceAccountView), description: paged },
    handle: async ({ ctx, params: account, query, context }) =>
      pageBody(context, await listServiceAccounts(ctx, { ...account, ...query })),
  }),
  defineRoute({
    method: 'get',
    path,
    area,
    summary: 'One service account with its role and what one may do with it',
    demand,
    params,
    answer: { status: 200, schema: serviceAccountDetail, description: 'The service account' },
    handle: ({ ctx, params: of }) => getServiceAccount(ctx, of),
  }),
  defineRoute({
    method: 'get',
    path: `${path}/consequences`,
    area,
    summary: 'What suspending or deleting it would end',
    demand,
    params,
    answer: { status: 200, schema: serviceAccountConsequences, description: 'The counts' },
    handle: ({ ctx, params: of }) => getServiceAccountConsequences(ctx, of),
  }),
  ...membershipRoutes({ path, area, demand, params, summaries }),
]
