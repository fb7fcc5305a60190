'use client'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { useSecretAction } from '@/lib/client/use-secret-action'
import {
  createWebhookAction,
  deleteWebhookAction,
  replayEventAction,
  rotateWebhookSecretAction,
  testWebhookAction,
  updateWebhookAction,
} from '@/lib/webhooks/actions'
import { webhookKeys } from '@/lib/webhooks/queries'
import type { CreateWebhookInput, DeliveryView, UpdateWebhookInput, WebhookView } from '@/lib/webhooks/schema'

type Created = { id: string; secret: string }
type OfWebhook = { accountId: string; webhookId: string }

/** Everything one may do to the webhooks of an account. */
export function useWebhooks(accountId: string) {
  const invalidates = [webhookKeys.all(accountId)]
  const create = useSecretAction<CreateWebhookInput, Created>(createWebhookAction, { invalidates })
  const rotate = useSecretAction<OfWebhook, Created>(rotateWebhookSecretAction, { invalidates })
  const update = useActionMutation(updateWebhookAction, {
    invalidates,
    optimistic: {
      queryKey: webhookKeys.list(accountId),
      update: (webhooks: WebhookView[], { webhookId, isEnabled }: UpdateWebhookInput) =>
        webhooks.map((one) =>
          one.id === webhookId && isEnabled !== undefined ? { ...one, is_enabled: isEnabled } : one,
        ),
    },
    successMessage: 'The webhook was changed.',
  })
  const remove = useActionMutation(deleteWebhookAction, {
    invalidates,
    successMessage: 'The webhook was deleted.',
  })
  const test = useActionMutation((input: OfWebhook) => testWebhookAction(input), {
    invalidates,
    successMessage: (delivery) => `The test ${outcomeText(delivery)}`,
  })
  const replay = useActionMutation((input: OfWebhook & { sequence: number }) => replayEventAction(input), {
    invalidates,
    successMessage: (delivery) => `The event ${outcomeText(delivery)}`,
  })
  return { create, rotate, update, remove, test, replay }
}

/** What came of a request to a webhook: "was taken, with 204." */
export function outcomeText({ status, problem }: Pick<DeliveryView, 'status' | 'problem'>): string {
  return problem === null ? `was taken, with ${status ?? 'an answer'}.` : `was not taken: ${problem}`
}
