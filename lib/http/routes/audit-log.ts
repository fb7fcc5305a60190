import { z } from '@hono/zod-openapi'
import { getAuditEvent } from '@/lib/audit/detail'
import { exportAuditLog, type ExportFormat } from '@/lib/audit/export'
import { pageOfAuditLog } from '@/lib/audit/list'
import {
  auditEventDetail,
  auditEventParams,
  auditLogPage,
  auditLogRow,
  exportAuditLogInput,
} from '@/lib/audit/schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { streamText } from '../stream-text'
import { pageBody, paged } from './route'

const demand = inOrganization('read:audit_log')
const ofAccount = { accountId: true } as const
const params = exportAuditLogInput.pick(ofAccount)

/** The audit log of an account. */
export const auditLogRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/audit-log',
    area: 'Audit log',
    summary:
      'One page of what a filter leaves of the audit log, newest first unless `order` says otherwise; needs a plan with an audit log',
    demand,
    params,
    query: auditLogPage,
    answer: { status: 200, schema: z.array(auditLogRow), description: paged },
    handle: async ({ ctx, params: of, query: { order, ...page }, context }) =>
      pageBody(context, await pageOfAuditLog(ctx, { ...of, ...page, order_by: [{ timestamp: order }] })),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/audit-log/{auditEventId}',
    area: 'Audit log',
    summary: 'One event, with its place in the chain and what of it is still there',
    demand,
    params: auditEventParams,
    answer: { status: 200, schema: auditEventDetail, description: 'The event' },
    handle: ({ ctx, params: of }) => getAuditEvent(ctx, of),
  }),
  exportRoute('ndjson', 'application/x-ndjson', 'One JSON object a line'),
  exportRoute('csv', 'text/csv', 'RFC 4180 with a header; cells that begin like a formula are neutralised'),
]

function exportRoute(format: ExportFormat, contentType: string, description: string): Route {
  return defineRoute({
    method: 'get',
    path: `/accounts/{accountId}/audit-log.${format}`,
    area: 'Audit log',
    summary:
      'What a filter leaves of the audit log, oldest event first, streamed and never complete before it ends; ten times in ten minutes at most, and an event itself',
    demand,
    params,
    query: exportAuditLogInput.omit(ofAccount),
    answer: { status: 200, schema: z.string(), contentType, description },
    errors: { 429: 'Too many exports in ten minutes; `Retry-After` says how many seconds to wait.' },
    handle: async ({ ctx, params: of, query }) => {
      const { fileName, pieces } = await exportAuditLog(ctx, { ...of, ...query, format })
      return streamText(pieces, {
        'content-type': `${contentType}; charset=utf-8`,
        'content-disposition': `attachment; filename="${fileName}"`,
      })
    },
  })
}
