import { z } from '@hono/zod-openapi'
import { listPermissionNames } from '@/lib/policy/permission-names'
import { accountParams } from '@/lib/wire/fields'
import {
  getMe,
  hasPermission,
  hasScope,
  leaveAccount,
  listAccountsWithPermission,
  listMyAccounts,
  listMyPermissions,
  listMyScopes,
} from '@/lib/wire/me'
import { listScopeViews } from '@/lib/wire/scopes'
import {
  meView,
  myAccountView,
  permissionQuery,
  scopeQuery,
  scopeView,
  workspaceOnlyParams,
} from '@/lib/wire/user-schema'
import { defineRoute, type Route } from '../define-route'
import { anyPerson, anyPrincipal, inOrganization } from '../demand'

const area = 'Me (wire format)'
const catalogue = 'Permissions and scopes'
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
    path: '/me/accounts/has_permission',
    area,
    summary: 'The accounts in which one holds a permission',
    demand: anyPerson,
    query: permissionQuery,
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
    answer: { status: 200, schema: z.boolean(), description: 'Yes or no' },
    handle: ({ ctx, params, query }) => hasScope(ctx, params.workspaceId, query.scope),
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
