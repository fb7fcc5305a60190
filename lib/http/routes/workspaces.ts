import { z } from '@hono/zod-openapi'
import { listMyWorkspaces, listShortcuts } from '@/lib/workspaces/home'
import {
  listMyWorkspacesInput,
  listWorkspacesInput,
  myWorkspaceView,
  previewTransferInput,
  transferPreview,
  workspaceDetail,
  workspaceEditor,
  workspaceParams,
  workspaceShortcuts,
  workspaceView,
} from '@/lib/workspaces/schema'
import { getWorkspace, getWorkspaceEditor, listWorkspaces } from '@/lib/workspaces/service'
import { previewTransfer } from '@/lib/workspaces/transfer'
import { workspaceView as wireView } from '@/lib/wire/workspaces-schema'
import { workspaceOf } from '@/lib/wire/workspaces'
import { workspaceReferenceOf, workspaceReferenceView } from '@/lib/wire/workspace-reference'
import { defineRoute, type Route } from '../define-route'
import { anyPrincipal, inOrganization, inWorkspace } from '../demand'
import { pageBody, paged } from './route'

const area = 'Workspaces'
const accountParams = listWorkspacesInput.pick({ accountId: true })

// The clients that sign in by this list ask for no limit and for no second page: what is not in the first, they cannot choose.
const myWorkspacesQuery = listMyWorkspacesInput.extend({
  limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
})

/** What the pages of workspaces read. */
export const workspaceRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/me/workspaces',
    area,
    summary: 'One page of the workspaces that one can open in all their accounts, by account and name',
    demand: anyPrincipal,
    query: myWorkspacesQuery,
    answer: {
      status: 200,
      schema: z.array(myWorkspaceView.extend(workspaceReferenceView.shape)),
      description: paged,
    },
    handle: async ({ ctx, query, context }) => {
      const rows = pageBody(context, await listMyWorkspaces(ctx, query))
      return rows.map((row) => ({ ...row, ...workspaceReferenceOf(row) }))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/workspaces/shortcuts',
    area,
    summary: 'The workspaces that one pinned, and those they opened last, of what they can open now',
    demand: anyPrincipal,
    answer: { status: 200, schema: workspaceShortcuts, description: 'At most eight of each' },
    handle: ({ ctx }) => listShortcuts(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/workspaces',
    area,
    summary: 'One page of the workspaces that one can open, by name, each with what they hold there',
    demand: inOrganization('read:organization'),
    params: accountParams,
    query: listWorkspacesInput.omit({ accountId: true }),
    answer: { status: 200, schema: z.array(workspaceView), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listWorkspaces(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/workspace-editor',
    area,
    summary: 'Whether one may create a workspace, and the roles that can be its default',
    demand: inOrganization('read:organization'),
    params: accountParams,
    answer: { status: 200, schema: workspaceEditor, description: 'What creating one takes' },
    handle: ({ ctx, params }) => getWorkspaceEditor(ctx, params.accountId),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/workspaces/{workspaceId}',
    area,
    summary: 'One workspace with what one holds there',
    demand: inWorkspace('read:workspace'),
    params: workspaceParams,
    answer: {
      status: 200,
      schema: workspaceDetail.extend(wireView.shape),
      description: 'The workspace',
    },
    handle: async ({ ctx, params }) => {
      const detail = await getWorkspace(ctx, params)
      return { ...detail, ...workspaceOf(detail) }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/workspaces/{workspaceId}/transfer-preview',
    area,
    summary:
      'What transferring a workspace to the account `to` would do; for Administrators of both accounts',
    demand: inWorkspace('read:workspace'),
    params: workspaceParams,
    query: previewTransferInput.pick({ to: true }),
    answer: { status: 200, schema: transferPreview, description: 'What moves and what ends' },
    handle: ({ ctx, params, query }) => previewTransfer(ctx, { ...params, ...query }),
  }),
]
