import { workspaceParams } from '@/lib/workspaces/schema'
import { z } from '@hono/zod-openapi'
import {
  accessParams,
  botAccessView,
  filterBotAccessInput,
  filterUserAccessInput,
  giveBotAccessInput,
  giveUserAccessInput,
  userAccessView,
  workspaceAccessView,
} from '@/lib/wire/access-schema'
import { getAccess, giveAccess, listBotAccess, listUserAccess, removeGivenAccess } from '@/lib/wire/access'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'

const area = 'Workspace access (wire format)'
const workspace = '/accounts/{accountId}/workspaces/{workspaceId}'
const anId = '00000000-0000-7000-8000-000000000000'
const given = {
  status: 200,
  schema: z.array(workspaceAccessView),
  description: 'The access of each, in the order of the request',
} as const

const users = [
  defineRoute({
    method: 'post',
    path: `${workspace}/user_access`,
    area,
    summary: 'Gives members a role in the workspace; one who has access there keeps it with the new role',
    demand: inWorkspace('update:workspace_access'),
    params: workspaceParams,
    body: giveUserAccessInput,
    example: [{ user_id: anId, workspace_role_id: anId }],
    creates: true,
    answer: given,
    handle: ({ ctx, params, body }) =>
      giveAccess(
        ctx,
        { ...params, kind: 'USER' },
        body.map((one) => ({ principalId: one.user_id, roleId: one.workspace_role_id })),
      ),
  }),
  defineRoute({
    method: 'post',
    path: `${workspace}/user_access/filter`,
    area,
    summary:
      'The members who were added to the workspace, by name; not those whose organization role lets them in',
    demand: inWorkspace('read:workspace_access'),
    params: workspaceParams,
    body: filterUserAccessInput,
    example: { users: { email: { any_: ['ada@example.com'] } } },
    answer: { status: 200, schema: z.array(userAccessView), description: 'Those that were asked for' },
    handle: ({ ctx, params, body }) => listUserAccess(ctx, params, body),
  }),
] as const

const bots = [
  defineRoute({
    method: 'post',
    path: `${workspace}/bot_access`,
    area,
    summary:
      'Gives service accounts a role in the workspace; one that has access there keeps it with the new role',
    demand: inWorkspace('update:workspace_access'),
    params: workspaceParams,
    body: giveBotAccessInput,
    example: [{ bot_id: anId, workspace_role_id: anId }],
    creates: true,
    answer: given,
    handle: ({ ctx, params, body }) =>
      giveAccess(
        ctx,
        { ...params, kind: 'SERVICE_ACCOUNT' },
        body.map((one) => ({ principalId: one.bot_id, roleId: one.workspace_role_id })),
      ),
  }),
  defineRoute({
    method: 'post',
    path: `${workspace}/bot_access/filter`,
    area,
    summary: 'The service accounts that were added to the workspace, by name',
    demand: inWorkspace('read:workspace_access'),
    params: workspaceParams,
    body: filterBotAccessInput,
    example: { bots: { name: { any_: ['Deployer'] } } },
    answer: { status: 200, schema: z.array(botAccessView), description: 'Those that were asked for' },
    handle: ({ ctx, params, body }) => listBotAccess(ctx, params, body),
  }),
] as const

const ofEach = (
  [
    ['user_access', 'USER', 'member'],
    ['bot_access', 'SERVICE_ACCOUNT', 'service account'],
  ] as const
).flatMap(([segment, kind, whom]) => [
  defineRoute({
    method: 'get',
    path: `${workspace}/${segment}/{accessId}`,
    area,
    summary: `What a ${whom} was given in the workspace, as long as it is in force`,
    demand: inWorkspace('read:workspace_access'),
    params: accessParams,
    answer: { status: 200, schema: workspaceAccessView, description: 'The access' },
    handle: ({ ctx, params }) => getAccess(ctx, { ...params, kind }),
  }),
  defineRoute({
    method: 'delete',
    path: `${workspace}/${segment}/{accessId}`,
    area,
    summary: `Takes back what a ${whom} was given in the workspace`,
    demand: inWorkspace('update:workspace_access'),
    params: accessParams,
    answer: { status: 204, description: 'It is gone' },
    handle: ({ ctx, params }) => removeGivenAccess(ctx, { ...params, kind }),
  }),
])

/** Who was given what in a workspace, as clients of the wire format read and change it. */
export const wireAccessRoutes: readonly Route[] = [...users, ...bots, ...ofEach]
