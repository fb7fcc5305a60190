import { z } from '@hono/zod-openapi'
import { snakeCaseInput } from '@/lib/snake-case'
import {
  createdWebhookView,
  createWebhookInput,
  deliveryView,
  listDeliveriesInput,
  listWebhooksInput,
  replayEventInput,
  updateWebhookInput,
  webhookInput,
  webhookView,
} from '@/lib/webhooks/schema'
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  replayEvent,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from '@/lib/webhooks/service'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { pageBody, paged } from './route'

const area = 'Webhooks'
const read = inOrganization('read:audit_log')
const change = inOrganization('update:organization')
const list = '/accounts/{accountId}/webhooks'
const one = `${list}/{webhookId}` as const
const params = webhookInput
const ofAccount = { accountId: true } as const
const ofWebhook = { accountId: true, webhookId: true } as const
const webhookReference = { status: 200, schema: z.object({ id: z.uuid() }), description: 'Its id' } as const
const delivery = { status: 200, schema: deliveryView, description: 'What came of it' } as const
const errors = {
  429: 'Too many requests in ten minutes; `Retry-After` says how many seconds to wait.',
}

/** Where the events of an account are sent. */
export const webhookRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: list,
    area,
    summary: 'The webhooks of an account; needs a plan with an audit log',
    demand: read,
    params: listWebhooksInput,
    answer: { status: 200, schema: z.array(webhookView), description: 'At most ten' },
    handle: ({ ctx, params: of }) => listWebhooks(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: list,
    area,
    summary: 'Has the events of an account sent to an address from now on; the secret is answered this once',
    demand: change,
    params: listWebhooksInput,
    body: snakeCaseInput(createWebhookInput.omit(ofAccount)),
    example: { name: 'Receiver', url: 'https://203.0.114.7/events', actions: ['role.created'] },
    creates: true,
    answer: { status: 201, schema: createdWebhookView, description: 'Its id and secret' },
    handle: ({ ctx, params: of, body }) => createWebhook(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'patch',
    path: one,
    area,
    summary:
      'Changes a webhook; what is left out stays, and one that is enabled again goes on where it ended',
    demand: change,
    params,
    body: snakeCaseInput(updateWebhookInput.omit(ofWebhook)),
    example: { name: 'Receiver', is_enabled: false },
    answer: webhookReference,
    handle: ({ ctx, params: of, body }) => updateWebhook(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: one,
    area,
    summary: 'Deletes a webhook with its log',
    demand: change,
    params,
    answer: webhookReference,
    handle: ({ ctx, params: of }) => deleteWebhook(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${one}/secret`,
    area,
    summary: 'Gives a webhook another secret, answered this once',
    demand: change,
    params,
    answer: { status: 200, schema: createdWebhookView, description: 'Its id and secret' },
    handle: ({ ctx, params: of }) => rotateWebhookSecret(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${one}/test`,
    area,
    summary: 'Sends a webhook something that is no event, and says what came of it',
    demand: change,
    params,
    answer: delivery,
    errors,
    handle: ({ ctx, params: of }) => testWebhook(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${one}/replay`,
    area,
    summary: 'Sends a webhook one event of the log once more, out of turn, and says what came of it',
    demand: change,
    params,
    body: snakeCaseInput(replayEventInput.omit(ofWebhook)),
    example: { sequence: 1 },
    answer: delivery,
    errors,
    handle: ({ ctx, params: of, body }) => replayEvent(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'get',
    path: `${one}/deliveries`,
    area,
    summary: 'One page of the requests to a webhook of the last 30 days, the newest first',
    demand: read,
    params,
    query: listDeliveriesInput.omit(ofWebhook),
    answer: { status: 200, schema: z.array(deliveryView), description: paged },
    handle: async ({ ctx, params: of, query, context }) =>
      pageBody(context, await listDeliveries(ctx, { ...of, ...query })),
  }),
]
