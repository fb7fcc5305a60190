import { z } from 'zod'
import { auditAction } from '@/lib/audit/event-kinds'
import { singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'

/** How many webhooks an account has at most. */
export const webhooksAtMost = 10
/** For how many days the log of deliveries goes back. */
export const deliveriesKeptDays = 30

const name = singleLineText({ label: 'name', maximum: 80 })
// As a browser writes it, so that what is shown is where it goes.
const url = z
  .url({
    protocol: /^https?$/,
    normalize: true,
    error: 'Give an address such as https://example.com/events.',
    abort: true,
  })
  .max(2_000, { error: 'An address has at most 2,000 characters.' })
  .refine((text) => !/^\w+:\/\/[^/?#]*@/.test(text), {
    error: 'An address is without a user and password: what is sent is signed.',
  })
const actions = z.array(auditAction).max(100)

const ofWebhook = z.object({ accountId: uuid(), webhookId: uuid() })

export const listWebhooksInput = z.object({ accountId: uuid() })

/** `actions` is which events are sent; empty for all. */
export const createWebhookInput = z.object({ accountId: uuid(), name, url, actions: actions.default([]) })
export type CreateWebhookInput = z.output<typeof createWebhookInput>

/** What is left out stays. */
export const updateWebhookInput = ofWebhook.extend({
  name: name.optional(),
  url: url.optional(),
  actions: actions.optional(),
  isEnabled: z.boolean().optional(),
})
export type UpdateWebhookInput = z.output<typeof updateWebhookInput>

export const webhookInput = ofWebhook
export const replayEventInput = ofWebhook.extend({ sequence: z.int().positive() })
export const listDeliveriesInput = ofWebhook.extend({
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** `delivered_sequence` is the number of the last event that was taken or is not sent; `failures` is how often the next one was tried in vain. */
export const webhookView = z.object({
  id: z.uuid(),
  name: z.string(),
  url: z.string(),
  actions: z.array(z.string()),
  is_enabled: z.boolean(),
  delivered_sequence: z.int(),
  failures: z.int(),
  next_attempt_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
})
export type WebhookView = z.infer<typeof webhookView>

/** The secret is told this once. */
export const createdWebhookView = z.object({ id: z.uuid(), secret: z.string() })

/** One request to a webhook: `status` is null where nothing was answered, `problem` where it was taken. */
export const deliveryView = z.object({
  id: z.uuid(),
  sequence: z.int().nullable(),
  event_action: z.string(),
  attempt: z.int(),
  is_replay: z.boolean(),
  requested_at: z.iso.datetime(),
  milliseconds: z.int(),
  status: z.int().nullable(),
  problem: z.string().nullable(),
  answer: z.string(),
})
export type DeliveryView = z.infer<typeof deliveryView>
