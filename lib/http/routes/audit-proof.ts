import { z } from '@hono/zod-openapi'
import { downloadCheckpoints, listAuditCheckpoints } from '@/lib/audit/checkpoints'
import { auditCheckpointView, chainState, listCheckpointsInput, ofChain } from '@/lib/audit/schema'
import { getChainState, verifyNow } from '@/lib/audit/verification'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { streamText } from '../stream-text'
import { pageBody, paged } from './route'

const area = 'Audit log'
const demand = inOrganization('read:audit_log')
const log = '/accounts/{accountId}/audit-log'
const state = { status: 200, schema: chainState, description: 'The state of the chain' } as const

/** What proves that an audit log is whole. */
export const auditProofRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: `${log}/chain`,
    area,
    summary: 'How far the chain of the log was verified, when, and the first event that does not hold',
    demand,
    params: ofChain,
    answer: state,
    handle: ({ ctx, params: { accountId } }) => getChainState(ctx, accountId),
  }),
  defineRoute({
    method: 'post',
    path: `${log}/verify`,
    area,
    summary:
      'Verifies the chain from its beginning, of more than 100,000 events by a job, and signs a checkpoint of its end',
    demand,
    params: ofChain,
    answer: state,
    errors: { 429: 'Too many tries in ten minutes; `Retry-After` says how many seconds to wait.' },
    handle: ({ ctx, params }) => verifyNow(ctx, params),
  }),
  defineRoute({
    method: 'get',
    path: `${log}/checkpoints`,
    area,
    summary: 'One page of the signed checkpoints of the log, the oldest first',
    demand,
    params: ofChain,
    query: listCheckpointsInput.omit({ accountId: true }),
    answer: { status: 200, schema: z.array(auditCheckpointView), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listAuditCheckpoints(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: `${log}/checkpoints.ndjson`,
    area,
    summary: 'All signed checkpoints of the log, with which an export is checked offline',
    demand,
    params: ofChain,
    answer: {
      status: 200,
      schema: z.string(),
      contentType: 'application/x-ndjson',
      description: 'One JSON object a line, as the page has them',
    },
    handle: async ({ ctx, params }) => {
      const { fileName, pieces } = await downloadCheckpoints(ctx, params)
      return streamText(pieces, {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': `attachment; filename="${fileName}"`,
      })
    },
  }),
]
