'use client'
import { toast } from '@/lib/client/toast'
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
    onSuccess: (delivery) => tellOutcome('The test', delivery),
  })
  const replay = useActionMutation((input: OfWebhook & { sequence: number }) => replayEventAction(input), {
    invalidates,
    onSuccess: (delivery) => tellOutcome('The event', delivery),
  })
  return { create, rotate, update, remove, test, replay }
}

function tellOutcome(what: string, { status, problem }: DeliveryView): void {
  if (problem === null) toast.success(`${what} was taken, with ${status ?? 'an answer'}.`)
  else toast.error(`${what} was not taken. ${problem}`)
}
