import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listOutboxInput, outboxMail, outboxRow } from '@/lib/mail/schema'
import { getOutboxMail, listOutbox } from '@/lib/mail/service'
import { uuid } from '@/lib/uuid'
import { requestCtx } from '../context'
import { errorResponses, inputError, json, pageBody } from './route'

const listOutboxRoute = createRoute({
  method: 'get',
  path: '/operator/mail',
  summary: 'One page of the outbox, newest first, searched by recipient; for the operator',
  request: { query: listOutboxInput },
  responses: {
    200: json(z.array(outboxRow), 'A page; `X-Next-Cursor` leads to the next'),
    ...errorResponses,
  },
})

const getOutboxMailRoute = createRoute({
  method: 'get',
  path: '/operator/mail/{id}',
  summary: 'One message as it was or would be sent; for the operator',
  request: { params: z.object({ id: uuid() }) },
  responses: { 200: json(outboxMail, 'With its HTML and text parts'), ...errorResponses },
})

/** What the operator's pages read. */
export function operatorRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(listOutboxRoute, async (context) =>
    context.json(
      pageBody(context, await listOutbox(await requestCtx(context), context.req.valid('query'))),
      200,
    ),
  )
  routes.openapi(getOutboxMailRoute, async (context) =>
    context.json(await getOutboxMail(await requestCtx(context), context.req.valid('param').id), 200),
  )
  return routes
}
