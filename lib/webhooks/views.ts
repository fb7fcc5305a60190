import type { DeliveryView, WebhookView } from './schema'
import type { StoredDelivery, StoredWebhook } from './store'

/** A webhook as lists show it, never its secret. */
export function webhookViewOf(webhook: StoredWebhook): WebhookView {
  return {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    actions: webhook.actions,
    is_enabled: webhook.isEnabled,
    delivered_sequence: Number(webhook.deliveredSequence),
    failures: webhook.failures,
    next_attempt_at: webhook.nextAttemptAt?.toISOString() ?? null,
    created_at: webhook.createdAt.toISOString(),
  }
}

/** A request to a webhook as its log shows it. */
export function deliveryViewOf(delivery: StoredDelivery): DeliveryView {
  return {
    id: delivery.id,
    sequence: delivery.sequence === null ? null : Number(delivery.sequence),
    event_action: delivery.eventAction,
    attempt: delivery.attempt,
    is_replay: delivery.isReplay,
    requested_at: delivery.requestedAt.toISOString(),
    milliseconds: delivery.milliseconds,
    status: delivery.status,
    problem: delivery.problem,
    answer: delivery.answer,
  }
}
