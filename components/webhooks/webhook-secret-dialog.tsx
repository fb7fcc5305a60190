'use client'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { Label } from '@/components/ui/label'
import { SecretText } from '@/components/ui/secret-text'

type WebhookSecretDialogProps = { isOpen: boolean; secret: string; onClose: () => void }

/** The secret with which a receiver checks that a request is ours, shown this once. */
export function WebhookSecretDialog({ isOpen, secret, onClose }: WebhookSecretDialogProps) {
  const id = useId()
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onClose}
      title="Save the secret"
      description="The receiver checks with it that a request comes from here. It is not shown again; another one can be made."
    >
      <div className="grid gap-1.5">
        <Label id={id}>Secret</Label>
        <SecretText value={secret} labelledBy={id} />
      </div>
      <div className="mt-4 flex flex-wrap items-center justify-end gap-2">
        <CopyButton value={secret} label="Copy secret" variant="primary" />
        <Button onClick={onClose}>I have saved it</Button>
      </div>
    </Dialog>
  )
}
