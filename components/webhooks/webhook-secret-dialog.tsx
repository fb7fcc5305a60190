'use client'
import { SaveSecretDialog } from '@/components/feedback/save-secret-dialog'

type WebhookSecretDialogProps = {
  isOpen: boolean
  /** The one place that holds the secret; whoever owns it forgets it in `onClosed`. */
  secret: string
  onSaved: () => void
  onClosed: () => void
}

/** The secret with which a receiver checks that a request is ours, shown this once. */
export function WebhookSecretDialog({ isOpen, secret, onSaved, onClosed }: WebhookSecretDialogProps) {
  return (
    <SaveSecretDialog
      isOpen={isOpen}
      onSaved={onSaved}
      onClosed={onClosed}
      title="Save the secret"
      description="It is shown this one time. A lost secret is replaced by rotating it."
      secrets={[
        {
          label: 'Secret',
          value: secret,
          hint: 'The receiver checks with it that a request comes from here.',
          copyLabel: 'Copy secret',
        },
      ]}
      question={{
        title: 'Have you saved the secret?',
        description: 'It was not copied, and cannot be shown again.',
      }}
    />
  )
}
