'use client'
import { useController } from 'react-hook-form'
import type { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { TextField } from '@/components/form/text-field'
import { Choices } from '@/components/ui/choices'
import { eventKindOptions } from '@/lib/audit/event-kinds'
import type { ActionResult } from '@/lib/errors'
import { createWebhookInput, type WebhookView } from '@/lib/webhooks/schema'

const schema = createWebhookInput.omit({ accountId: true })
type Values = z.input<typeof schema>
type WebhookTerms = z.output<typeof schema>

type WebhookDialogProps<Data> = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** The one that is changed; null for a new one. */
  webhook: WebhookView | null
  action: (terms: WebhookTerms) => Promise<ActionResult<Data>>
  onSuccess?: (data: Data) => void
}

/** Where events are sent, and which. */
export function WebhookDialog<Data>(props: WebhookDialogProps<Data>) {
  const { isOpen, onOpenChange, webhook, action, onSuccess } = props
  const { name = '', url = '', actions = [] } = webhook ?? {}
  return (
    <DialogForm<Values, Data>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={webhook ? 'Edit webhook' : 'Create webhook'}
      description="Each event is sent as JSON, signed, in order, and again until it is taken."
      schema={schema}
      defaultValues={{ name, url, actions }}
      action={(values) => action(schema.parse(values))}
      {...(onSuccess ? { onSuccess } : {})}
      submitLabel={webhook ? 'Save changes' : 'Create webhook'}
    >
      <TextField name="name" label="Name" autoComplete="off" maxLength={80} />
      <TextField
        name="url"
        label="Address"
        type="url"
        autoComplete="off"
        hint="Such as https://example.com/events. Private addresses are refused unless the operator allows them."
      />
      <ActionsField />
    </DialogForm>
  )
}

function ActionsField() {
  const { field } = useController<Values, 'actions'>({ name: 'actions' })
  return (
    <Choices
      label="Events"
      searchLabel="Search events"
      placeholder="Every event"
      options={eventKindOptions}
      values={field.value ?? []}
      onValuesChange={field.onChange}
      clear={{ label: 'Send every event', onClear: () => field.onChange([]) }}
      buttonRef={field.ref}
    />
  )
}
