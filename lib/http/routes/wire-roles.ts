import { z } from '@hono/zod-openapi'
import { accountParams } from '@/lib/wire/fields'
import {
  accountRoleView,
  createWorkspaceRoleInput,
  filterAccountRolesInput,
  filterWorkspaceRolesInput,
  roleOfAccountParams,
  updateAccountRoleInput,
  updateWorkspaceRoleInput,
  workspaceRoleView,
} from '@/lib/wire/roles-schema'
import {
  createWorkspaceRole,
  deleteAccountRole,
  deleteWorkspaceRole,
  getAccountRole,
  getWorkspaceRole,
  listAccountRoles,
  listWorkspaceRoles,
  updateAccountRole,
  updateWorkspaceRole,
} from '@/lib/wire/roles'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Roles (wire format)'
const accountRoles = '/accounts/{accountId}/account_roles'
const workspaceRoles = '/accounts/{accountId}/workspace_roles'
const example = {
  name: 'Analyst',
  description: 'Reads',
  scopes: ['see_flows', 'see_flow_runs'],
  inherited_role_id: null,
}

/** The roles of an account as clients of the wire format read and make them. */
export const wireRoleRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: `${accountRoles}/filter`,
    area,
    summary: 'The roles that are held in the account, built-in ones first; by name exactly one for each',
    demand: inOrganization('read:role'),
    params: accountParams,
    body: filterAccountRolesInput,
    example: { account_roles: { name: { any_: ['Member'] } } },
    answer: { status: 200, schema: z.array(accountRoleView), description: 'Those that were asked for' },
    handle: ({ ctx, params, body: { account_roles: filter, ...page } }) =>
      listAccountRoles(ctx, params.accountId, { filter, ...page }),
  }),
  defineRoute({
    method: 'get',
    path: `${accountRoles}/{roleId}`,
    area,
    summary: 'One role that is held in the account',
    demand: inOrganization('read:role'),
    params: roleOfAccountParams,
    answer: { status: 200, schema: accountRoleView, description: 'The role' },
    handle: ({ ctx, params }) => getAccountRole(ctx, params),
  }),
  defineRoute({
    method: 'patch',
    path: `${accountRoles}/{roleId}`,
    area,
    summary: 'Changes a custom role of the account; what is left out or null stays',
    demand: inOrganization('update:role'),
    params: roleOfAccountParams,
    body: updateAccountRoleInput,
    example: { name: 'Recruiter', permissions: ['read:member', 'create:invitation'] },
    answer: { status: 204, description: 'It is changed' },
    handle: ({ ctx, params, body }) => updateAccountRole(ctx, params, body),
  }),
  defineRoute({
    method: 'delete',
    path: `${accountRoles}/{roleId}`,
    area,
    summary: 'Deletes a custom role of the account that nobody uses',
    demand: inOrganization('delete:role'),
    params: roleOfAccountParams,
    answer: { status: 204, description: 'It is gone' },
    handle: ({ ctx, params }) => deleteAccountRole(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: workspaceRoles,
    area,
    summary: 'Makes a custom role of scopes, which is given in workspaces',
    demand: inOrganization('create:role'),
    params: accountParams,
    body: createWorkspaceRoleInput,
    example,
    creates: true,
    answer: { status: 201, schema: workspaceRoleView, description: 'The role' },
    handle: ({ ctx, params, body }) => createWorkspaceRole(ctx, params.accountId, body),
  }),
  defineRoute({
    method: 'post',
    path: `${workspaceRoles}/filter`,
    area,
    summary: 'The roles that are given in workspaces, built-in ones first; by name exactly one for each',
    demand: inOrganization('read:role'),
    params: accountParams,
    body: filterWorkspaceRolesInput,
    example: { workspace_roles: { name: { any_: ['Runner'] } } },
    answer: { status: 200, schema: z.array(workspaceRoleView), description: 'Those that were asked for' },
    handle: ({ ctx, params, body: { workspace_roles: filter, ...page } }) =>
      listWorkspaceRoles(ctx, params.accountId, { filter, ...page }),
  }),
  defineRoute({
    method: 'get',
    path: `${workspaceRoles}/{roleId}`,
    area,
    summary: 'One role that is given in workspaces',
    demand: inOrganization('read:role'),
    params: roleOfAccountParams,
    answer: { status: 200, schema: workspaceRoleView, description: 'The role' },
    handle: ({ ctx, params }) => getWorkspaceRole(ctx, params),
  }),
  defineRoute({
    method: 'patch',
    path: `${workspaceRoles}/{roleId}`,
    area,
    summary: 'Changes a custom role; what is left out stays, and null scopes are none',
    demand: inOrganization('update:role'),
    params: roleOfAccountParams,
    body: updateWorkspaceRoleInput,
    example,
    answer: { status: 204, description: 'It is changed' },
    handle: ({ ctx, params, body }) => updateWorkspaceRole(ctx, params, body),
  }),
  defineRoute({
    method: 'delete',
    path: `${workspaceRoles}/{roleId}`,
    area,
    summary: 'Deletes a custom role that nobody uses',
    demand: inOrganization('delete:role'),
    params: roleOfAccountParams,
    answer: { status: 204, description: 'It is gone' },
    handle: ({ ctx, params }) => deleteWorkspaceRole(ctx, params),
  }),
]
