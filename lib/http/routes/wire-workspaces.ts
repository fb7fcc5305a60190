import { z } from '@hono/zod-openapi'
import { uuid } from '@/lib/uuid'
import { accountParams } from '@/lib/wire/fields'
import {
  createWorkspaceInput,
  filterWorkspacesInput,
  transferInput,
  updateWorkspaceInput,
  workspaceView,
} from '@/lib/wire/workspaces-schema'
import {
  createWorkspace,
  deleteWorkspace,
  findAccountOfWorkspace,
  getWorkspace,
  listWorkspaces,
  transferWorkspace,
  updateWorkspace,
  validateTransfer,
} from '@/lib/wire/workspaces'
import { transferPreview, workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { anyPrincipal, inOrganization, inWorkspace } from '../demand'

const area = 'Workspaces (wire format)'
const workspaces = '/accounts/{accountId}/workspaces'
const workspace = `${workspaces}/{workspaceId}` as const
const example = { name: 'Analytics', handle: 'analytics', description: '' }
const transfer = {
  area,
  demand: inWorkspace('read:workspace'),
  params: workspaceParams,
  body: transferInput,
  example: { to_account_id: '00000000-0000-7000-8000-000000000000' },
}

/** Workspaces as clients of the wire format make and change them; reading one by its address is the console's route too. */
export const wireWorkspaceRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: workspaces,
    area,
    summary: 'Makes a workspace; name, handle and description are kept as they are sent',
    demand: inOrganization('create:workspace'),
    params: accountParams,
    body: createWorkspaceInput,
    example,
    creates: true,
    answer: { status: 201, schema: workspaceView, description: 'The workspace' },
    handle: ({ ctx, params, body }) => createWorkspace(ctx, params.accountId, body),
  }),
  defineRoute({
    method: 'post',
    path: `${workspaces}/filter`,
    area,
    summary: 'The workspaces of the account that one can open, by name',
    demand: inOrganization('read:organization'),
    params: accountParams,
    body: filterWorkspacesInput,
    example: { workspaces: { handle: { any_: ['analytics'] } } },
    answer: { status: 200, schema: z.array(workspaceView), description: 'Those that were asked for' },
    handle: ({ ctx, params, body }) => listWorkspaces(ctx, params.accountId, body),
  }),
  defineRoute({
    method: 'patch',
    path: workspace,
    area,
    summary:
      'Changes a workspace, all of it or nothing; what is left out or null stays. Another default role needs `update:workspace_access` too',
    demand: inWorkspace('update:workspace'),
    params: workspaceParams,
    body: updateWorkspaceInput,
    example,
    answer: { status: 204, description: 'It is changed' },
    handle: ({ ctx, params, body }) => updateWorkspace(ctx, params, body),
  }),
  defineRoute({
    method: 'delete',
    path: workspace,
    area,
    summary: 'Deletes a workspace with everything in it, for good',
    demand: inWorkspace('delete:workspace'),
    params: workspaceParams,
    answer: { status: 204, description: 'It is gone' },
    handle: ({ ctx, params }) => deleteWorkspace(ctx, params),
  }),
  defineRoute({
    ...transfer,
    method: 'post',
    path: `${workspace}/transfer`,
    summary: 'Moves a workspace with its id to another account; for Administrators of both',
    answer: { status: 200, schema: workspaceView, description: 'The workspace in its new account' },
    handle: ({ ctx, params, body }) => transferWorkspace(ctx, params, body),
  }),
  defineRoute({
    ...transfer,
    method: 'post',
    path: `${workspace}/validate_transfer`,
    summary: 'What a transfer would do, without doing it; for Administrators of both accounts',
    answer: { status: 200, schema: transferPreview, description: 'What moves and what ends' },
    handle: ({ ctx, params, body }) => validateTransfer(ctx, params, body),
  }),
  defineRoute({
    method: 'get',
    path: '/workspaces/{workspaceId}',
    area,
    summary: 'One workspace, found without its account',
    demand: anyPrincipal,
    params: z.object({ workspaceId: uuid() }),
    answer: { status: 200, schema: workspaceView, description: 'The workspace' },
    handle: async ({ ctx, params: { workspaceId } }) => {
      const accountId = await findAccountOfWorkspace(ctx, workspaceId)
      return getWorkspace(ctx, { accountId, workspaceId })
    },
  }),
]
