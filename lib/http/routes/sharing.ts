import { z } from '@hono/zod-openapi'
import { previewDefaultRole, previewRemoval } from '@/lib/sharing/preview'
import {
  accessEffects,
  candidateView,
  listAccessInput,
  listCandidatesInput,
  listedAccessView,
  previewDefaultRoleInput,
  previewRemovalInput,
} from '@/lib/sharing/schema'
import { listAccess, listCandidates } from '@/lib/sharing/service'
import { workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'
import { pageBody, paged } from './route'

const area = 'Workspace sharing'
const workspace = '/accounts/{accountId}/workspaces/{workspaceId}'
const ofWorkspace = { accountId: true, workspaceId: true } as const
const effects = {
  status: 200,
  schema: accessEffects,
  description: 'Who gains and loses what, computed by the evaluation that enforces',
} as const

/** What the page of a workspace's sharing reads. */
export const sharingRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: `${workspace}/access`,
    area,
    summary:
      'One page of those who were added to a workspace, by name, then those whose organization role lets them in, each with the effect ' +
      'and where it comes from',
    demand: inWorkspace('read:workspace_access'),
    params: workspaceParams,
    query: listAccessInput.omit(ofWorkspace),
    answer: { status: 200, schema: z.array(listedAccessView), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listAccess(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: `${workspace}/candidates`,
    area,
    summary:
      'Members and service accounts of the account that a search finds, with what they hold in the workspace',
    demand: inWorkspace('update:workspace_access'),
    params: workspaceParams,
    query: listCandidatesInput.omit(ofWorkspace),
    answer: {
      status: 200,
      schema: z.array(candidateView),
      description: 'The first of them, by name',
    },
    handle: ({ ctx, params, query }) => listCandidates(ctx, { ...params, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: `${workspace}/default-role-preview`,
    area,
    summary: 'What another default role would do (`none` is no access)',
    demand: inWorkspace('update:workspace_access'),
    params: workspaceParams,
    query: previewDefaultRoleInput.omit(ofWorkspace),
    answer: effects,
    handle: ({ ctx, params, query }) => previewDefaultRole(ctx, { ...params, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: `${workspace}/removal-preview`,
    area,
    summary: 'What removing up to 200 members and service accounts would do',
    demand: inWorkspace('update:workspace_access'),
    params: workspaceParams,
    query: previewRemovalInput.omit(ofWorkspace),
    answer: effects,
    handle: ({ ctx, params, query }) => previewRemoval(ctx, { ...params, ...query }),
  }),
]
