'use client'
import { useState } from 'react'
import { DialogForm } from '@/components/form/dialog-form'
import { PasswordField } from '@/components/form/password-field'
import { TextField } from '@/components/form/text-field'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { reasonOf } from '@/components/ui/disabled-reason'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { countOf } from '@/lib/format'
import { deleteOwnUserAction } from '@/lib/users/actions'
import type { UserDeletionPreview } from '@/lib/users/schema'

/** The end of one's own account, with what goes with it. */
export function DeleteAccountCard({ preview }: { preview: UserDeletionPreview }) {
  const [isOpen, setIsOpen] = useState(false)
  const { submit } = useActionMutation(deleteOwnUserAction, {
    invalidates: [],
    // By a full load: nothing of whoever is gone stays in the browser's memory.
    onSuccess: ({ next }) => window.location.assign(next),
  })
  return (
    <Card
      tone="danger"
      title="Delete account"
      description="Ends your memberships, sessions and API keys, and removes your personal account with its workspaces, for good. Audit logs keep your name."
    >
      {preview.can.allowed ? null : <p className="text-sm text-pretty text-warning">{preview.can.message}</p>}
      <div>
        <Button variant="danger" onClick={() => setIsOpen(true)} disabledReason={reasonOf(preview.can)}>
          Delete account
        </Button>
      </div>
      <DialogForm
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title="Delete account"
        description={consequenceOf(preview)}
        schema={() => import('@/lib/users/schema').then((file) => file.deleteOwnUserInput)}
        defaultValues={{ email: '', currentPassword: '' }}
        action={submit}
        submitLabel="Delete account"
        submitVariant="danger"
      >
        <TextField
          name="email"
          label="Email"
          hint={`Type ${preview.email} to confirm.`}
          autoComplete="off"
          maxLength={1_000}
        />
        {preview.has_password ? (
          <PasswordField name="currentPassword" label="Current password" autoComplete="current-password" />
        ) : null}
      </DialogForm>
    </Card>
  )
}

function consequenceOf({ organizations, workspaces, api_keys, sessions }: UserDeletionPreview): string {
  const left = organizations.length > 0 ? `You leave ${organizations.join(', ')}. ` : ''
  const what = [
    workspaces > 0 ? countOf(workspaces, 'workspace of your own', 'workspaces of your own') : null,
    api_keys > 0 ? countOf(api_keys, 'API key') : null,
    countOf(sessions, 'session'),
  ].filter((part) => part !== null)
  return `${left}Your account goes with ${what.join(', ')}. It cannot be undone.`
}
