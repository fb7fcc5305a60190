import { z } from '@hono/zod-openapi'
import { accountParams } from '@/lib/wire/fields'
import {
  getMe,
  hasPermission,
  hasScope,
  leaveAccount,
  leaveMyWorkspace,
  listAccountsWithPermission,
  listMyAccounts,
  listMyOrganizations,
  listMyPermissions,
  listMyScopes,
} from '@/lib/wire/me'
import { meView, myAccountView, permissionQuery, scopeQuery, workspaceOnlyParams } from '@/lib/wire/me-schema'
import { defineRoute, type Route } from '../define-route'
import { anyPerson, anyPrincipal, inOrganization } from '../demand'

const area = 'Me (wire format)'
const account = '/me/accounts/{accountId}'
const workspace = '/me/workspaces/{workspaceId}'

/** Who asks, and what they may do. */
export const wireMeRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/me',
    area,
    summary: 'Who the key, or the session, stands for',
    demand: anyPrincipal,
    answer: { status: 200, schema: meView, description: 'A person, or a service account' },
    handle: ({ ctx }) => getMe(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/me/accounts',
    area,
    summary: 'The accounts of which one is an active member, with the role held in each',
    demand: anyPerson,
    answer: { status: 200, schema: z.array(myAccountView), description: 'Personal first, then by name' },
    handle: ({ ctx }) => listMyAccounts(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/me/organizations',
    area,
    summary: 'The same without one’s own account',
    demand: anyPerson,
    answer: { status: 200, schema: z.array(myAccountView), description: 'By name' },
    handle: ({ ctx }) => listMyOrganizations(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/me/accounts/has_permission',
    area,
    summary: 'The accounts in which one holds a permission',
    demand: anyPerson,
    query: permissionQuery,
    exampleQuery: { permission: 'read:member' },
    answer: { status: 200, schema: z.array(z.string()), description: 'Their ids' },
    handle: ({ ctx, query }) => listAccountsWithPermission(ctx, query.permission),
  }),
  defineRoute({
    method: 'get',
    path: `${account}/permissions`,
    area,
    summary: 'What one holds in an account, those of workspaces where they hold in all of them',
    demand: inOrganization('read:organization'),
    params: accountParams,
    answer: { status: 200, schema: z.array(z.string()), description: 'By both names, where there are two' },
    handle: ({ ctx, params }) => listMyPermissions(ctx, params.accountId),
  }),
  defineRoute({
    method: 'get',
    path: `${account}/has_permission`,
    area,
    summary: 'Whether one holds a permission in an account',
    demand: inOrganization('read:organization'),
    params: accountParams,
    query: permissionQuery,
    exampleQuery: { permission: 'read:member' },
    answer: { status: 200, schema: z.boolean(), description: 'Yes or no' },
    handle: ({ ctx, params, query }) => hasPermission(ctx, params.accountId, query.permission),
  }),
  defineRoute({
    method: 'delete',
    path: account,
    area,
    summary: 'Leaves an account',
    demand: inOrganization('read:organization'),
    params: accountParams,
    answer: { status: 204, description: 'One does not belong to it any more' },
    handle: ({ ctx, params }) => leaveAccount(ctx, params.accountId),
  }),
  defineRoute({
    method: 'delete',
    path: workspace,
    area,
    summary:
      'Leaves a workspace: gives back what one was given there; what its default role and one’s organization role give stays',
    demand: anyPrincipal,
    params: workspaceOnlyParams,
    answer: { status: 204, description: 'It is given back' },
    errors: { 409: 'One was given nothing there oneself.' },
    handle: ({ ctx, params }) => leaveMyWorkspace(ctx, params.workspaceId),
  }),
  defineRoute({
    method: 'get',
    path: `${workspace}/scopes`,
    area,
    summary: 'The scopes that one holds in a workspace',
    demand: anyPrincipal,
    params: workspaceOnlyParams,
    answer: { status: 200, schema: z.array(z.string()), description: 'Those of which everything is held' },
    handle: ({ ctx, params }) => listMyScopes(ctx, params.workspaceId),
  }),
  defineRoute({
    method: 'get',
    path: `${workspace}/has_scope`,
    area,
    summary: 'Whether one holds a scope in a workspace',
    demand: anyPrincipal,
    params: workspaceOnlyParams,
    query: scopeQuery,
    exampleQuery: { scope: 'see_flows' },
    answer: { status: 200, schema: z.boolean(), description: 'Yes or no' },
    handle: ({ ctx, params, query }) => hasScope(ctx, params.workspaceId, query.scope),
  }),
]
