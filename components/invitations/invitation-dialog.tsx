'use client'
import { useState, type ReactNode } from 'react'
import type { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { TextareaField } from '@/components/form/textarea-field'
import { Dialog } from '@/components/ui/dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { inviteMembersAction } from '@/lib/invitations/actions'
import { invitationKeys } from '@/lib/invitations/queries'
import { inviteMembersInput, type AddressOutcome } from '@/lib/invitations/schema'
import { EmailAddressesField } from './email-addresses-field'
import { InvitationOutcomes } from './invitation-outcomes'

type Values = z.input<typeof inviteMembersInput>

type InvitationDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  description: string
  /** To what, as what. */
  offer: Pick<Values, 'accountId' | 'roleId' | 'workspaces'>
  notice?: ReactNode
  /** The fields of what is offered, between the addresses and the message. */
  children: ReactNode
}

/** Invites any number of addresses to the same, then shows what became of each. */
export function InvitationDialog(props: InvitationDialogProps) {
  const { isOpen, onOpenChange, title, description, offer, notice, children } = props
  const [result, setResult] = useState<{ outcomes: AddressOutcome[]; sendsMail: boolean } | null>(null)
  const { submit } = useActionMutation(inviteMembersAction, {
    invalidates: [invitationKeys.all(offer.accountId)],
    refreshesPage: true,
  })

  if (result) {
    return (
      <Dialog
        isOpen={isOpen}
        onOpenChange={onOpenChange}
        onClosed={() => setResult(null)}
        title={title}
        size="medium"
      >
        <InvitationOutcomes
          {...result}
          onInviteMore={() => setResult(null)}
          onDone={() => onOpenChange(false)}
        />
      </Dialog>
    )
  }
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      schema={inviteMembersInput}
      defaultValues={{ ...offer, emails: '', message: '' }}
      action={submit}
      onSuccess={setResult}
      closesOnSuccess={false}
      submitLabel="Send invitations"
    >
      {notice}
      <EmailAddressesField />
      {children}
      <TextareaField
        name="message"
        label="Message"
        isOptional
        rows={3}
        hint="Shown in the mail and on the page of the invitation."
      />
    </DialogForm>
  )
}
