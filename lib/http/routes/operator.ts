import { z } from '@hono/zod-openapi'
import { listOutboxInput, outboxMail, outboxRow } from '@/lib/mail/schema'
import { getOutboxMail, listOutbox } from '@/lib/mail/service'
import { uuid } from '@/lib/uuid'
import { defineRoute, type Route } from '../define-route'
import { operatorOnly } from '../demand'
import { pageBody, paged } from './route'

const area = 'Operator'

/** What the operator's pages read. */
export const operatorRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/operator/mail',
    area,
    summary: 'One page of the outbox, newest first, searched by recipient',
    demand: operatorOnly,
    query: listOutboxInput,
    answer: { status: 200, schema: z.array(outboxRow), description: paged },
    handle: async ({ ctx, query, context }) => pageBody(context, await listOutbox(ctx, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/mail/{id}',
    area,
    summary: 'One message as it was or would be sent',
    demand: operatorOnly,
    params: z.object({ id: uuid() }),
    answer: { status: 200, schema: outboxMail, description: 'With its HTML and text parts' },
    handle: ({ ctx, params }) => getOutboxMail(ctx, params.id),
  }),
]
