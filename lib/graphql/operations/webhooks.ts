import { z } from 'zod'
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
import { mutation, pagedQuery, query } from '../operation'
import { idOnly } from '../views'

/** Where the events of an account are sent. */
export const webhookOperations = [
  query({
    name: 'webhooks',
    description: 'Lists the webhooks of the account, at most ten. Needs `read:audit_log`.',
    input: listWebhooksInput,
    output: z.array(webhookView),
    run: listWebhooks,
  }),
  pagedQuery({
    name: 'webhook_deliveries',
    description:
      'Lists the requests to a webhook of the last 30 days, the newest first. Needs `read:audit_log`.',
    input: listDeliveriesInput,
    row: deliveryView,
    run: listDeliveries,
  }),
  mutation({
    name: 'create_webhook',
    description:
      'Has the events of the account sent to an address from now on; the secret is answered this once. Needs `update:organization` and a ' +
      'plan with an audit log; refused with `address_refused` and `too_many_webhooks`.',
    input: createWebhookInput,
    output: createdWebhookView,
    run: createWebhook,
  }),
  mutation({
    name: 'update_webhook',
    description:
      'Changes a webhook; what is left out stays, and one that is enabled again goes on where it ended. Needs `update:organization`; refused ' +
      'with `address_refused`.',
    input: updateWebhookInput,
    output: idOnly,
    run: updateWebhook,
  }),
  mutation({
    name: 'rotate_webhook_secret',
    description: 'Gives a webhook another secret, answered this once. Needs `update:organization`.',
    input: webhookInput,
    output: createdWebhookView,
    run: rotateWebhookSecret,
  }),
  mutation({
    name: 'delete_webhook',
    description: 'Deletes a webhook with its log. Needs `update:organization`.',
    input: webhookInput,
    output: idOnly,
    run: deleteWebhook,
  }),
  mutation({
    name: 'test_webhook',
    description:
      'Sends a webhook something that is no event, and says what came of it. Needs `update:organization`.',
    input: webhookInput,
    output: deliveryView,
    run: testWebhook,
  }),
  mutation({
    name: 'replay_webhook_event',
    description:
      'Sends a webhook one event of the log once more, out of turn, and says what came of it. Needs `update:organization`.',
    input: replayEventInput,
    output: deliveryView,
    run: replayEvent,
  }),
]
