import { z } from '@hono/zod-openapi'
import {
  countKept,
  getInterfaceVersion,
  getResultStorage,
  listKept,
  takeConcurrencySlots,
} from '@/lib/engine/service'
import { listNothingInput, paginateNothingInput } from '@/lib/flow-runs/search/filter'
import type { WorkspacePermission } from '@/lib/policy/permissions'
import { workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'

const area = 'Orchestration engine'
const at = { area, params: workspaceParams } as const
const home = '/accounts/{accountId}/workspaces/{workspaceId}'
const empty = z.array(z.unknown()).length(0)
const leaseView = z.object({ lease_id: z.uuid(), limits: empty })

/** What an engine keeps, by the path that lists it. */
const kept: Readonly<Record<string, WorkspacePermission>> = {
  deployments: 'read:deployment',
  work_pools: 'read:work_pool',
  work_queues: 'read:work_queue',
  variables: 'read:variable',
  artifacts: 'read:artifact',
  'artifacts/latest': 'read:artifact',
  automations: 'read:automation',
  concurrency_limits: 'read:concurrency_limit',
  'v2/concurrency_limits': 'read:concurrency_limit',
  block_types: 'read:block',
  block_schemas: 'read:block',
  block_documents: 'read:block',
}
const counted = [
  'deployments',
  'work_pools',
  'variables',
  'artifacts',
  'artifacts/latest',
  'automations',
  'block_documents',
]

/** What clients of the wire format ask an engine for as a matter of course; whatever else is an engine's goes to `engineFallback`. */
export const engineRoutes: readonly Route[] = [
  ...Object.entries(kept).map(([kind, permission]) =>
    defineRoute({
      ...at,
      method: 'post',
      path: `${home}/${kind}/filter`,
      summary: `Lists ${wordsOf(kind)}: none, as long as no engine keeps any`,
      demand: inWorkspace(permission),
      body: listNothingInput,
      example: { limit: 100, offset: 0 },
      answer: { status: 200, schema: empty, description: 'An empty list' },
      handle: ({ ctx, params }) => listKept(ctx, params, permission),
    }),
  ),
  ...counted.map((kind) => countRoute(kind, kept[kind] ?? 'read:workspace')),
  defineRoute({
    ...at,
    method: 'post',
    path: `${home}/deployments/paginate`,
    summary: 'Lists a numbered page of deployments: none, as long as no engine keeps any',
    demand: inWorkspace('read:deployment'),
    body: paginateNothingInput,
    example: { limit: 50, page: 1 },
    answer: {
      status: 200,
      schema: z.object({ results: empty, count: z.int(), limit: z.int(), pages: z.int(), page: z.int() }),
      description: 'An empty page',
    },
    handle: async ({ ctx, params, body: { limit, page } }) => ({
      results: await listKept(ctx, params, 'read:deployment'),
      count: 0,
      limit,
      pages: 0,
      page,
    }),
  }),
  defineRoute({
    ...at,
    method: 'get',
    path: `${home}/admin/storage`,
    summary: 'Says where results are kept unless a flow says so itself: nowhere',
    demand: inWorkspace('read:workspace'),
    answer: {
      status: 200,
      schema: z.object({ default_result_storage_block_id: z.null() }),
      description: 'No storage',
    },
    handle: ({ ctx, params }) => getResultStorage(ctx, params),
  }),
  defineRoute({
    ...at,
    method: 'get',
    path: `${home}/admin/version`,
    summary: 'Says the version that clients compare with theirs',
    demand: inWorkspace('read:workspace'),
    answer: { status: 200, schema: z.string(), description: 'The version alone' },
    handle: ({ ctx, params }) => getInterfaceVersion(ctx, params),
  }),
  defineRoute({
    ...at,
    method: 'post',
    path: `${home}/v2/concurrency_limits/increment-with-lease`,
    summary: 'Lets tasks with tags go on: there are no limits, so at once',
    demand: inWorkspace('update:flow_run'),
    answer: {
      status: 200,
      schema: leaseView,
      description: 'A lease of nothing, which need not be given back',
    },
    handle: ({ ctx, params }) => takeConcurrencySlots(ctx, params),
  }),
]

function countRoute(kind: string, permission: WorkspacePermission): Route {
  return defineRoute({
    ...at,
    method: 'post',
    path: `${home}/${kind}/count`,
    summary: `Counts ${wordsOf(kind)}: none, as long as no engine keeps any`,
    demand: inWorkspace(permission),
    answer: { status: 200, schema: z.literal(0), description: 'The number alone' },
    handle: ({ ctx, params }) => countKept(ctx, params, permission),
  })
}

function wordsOf(kind: string): string {
  return kind === 'artifacts/latest'
    ? 'the latest artifacts'
    : kind.replace('v2/', 'global ').replaceAll('_', ' ')
}
