'use client'
import { useState } from 'react'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import { TextareaField } from '@/components/form/textarea-field'
import { Notice } from '@/components/shell/notice'
import { Dialog } from '@/components/ui/dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { inviteMembersAction } from '@/lib/invitations/actions'
import { invitationKeys } from '@/lib/invitations/queries'
import { inviteMembersInput, type AddressOutcome } from '@/lib/invitations/schema'
import type { AssignableRole } from '@/lib/roles/schema'
import { EmailAddressesField } from './email-addresses-field'
import { InvitationOutcomes } from './invitation-outcomes'

type InviteMembersDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  roles: AssignableRole[]
  /** Whether this installation sends mail. */
  sendsMail: boolean
}

/** Invites any number of addresses with one role, then shows what became of each. */
export function InviteMembersDialog(props: InviteMembersDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, roles, sendsMail } = props
  const [outcomes, setOutcomes] = useState<AddressOutcome[] | null>(null)
  const { submit } = useActionMutation(inviteMembersAction, {
    invalidates: [invitationKeys.all(accountId)],
    refreshesPage: true,
  })

  if (outcomes) {
    return (
      <Dialog
        isOpen={isOpen}
        onOpenChange={onOpenChange}
        onClosed={() => setOutcomes(null)}
        title="Invite members"
        size="medium"
      >
        <InvitationOutcomes
          outcomes={outcomes}
          sendsMail={sendsMail}
          onInviteMore={() => setOutcomes(null)}
          onDone={() => onOpenChange(false)}
        />
      </Dialog>
    )
  }
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Invite members"
      description={`Each address gets a link to join ${organizationName} with the role you choose.`}
      schema={inviteMembersInput}
      defaultValues={{ accountId, emails: '', roleId: defaultRoleId(roles), message: '' }}
      action={submit}
      onSuccess={(data) => setOutcomes(data.outcomes)}
      closesOnSuccess={false}
      submitLabel="Send invitations"
    >
      {sendsMail ? null : (
        <Notice tone="warning">
          This installation sends no mail. The invitations are made all the same: copy each link from the list
          and hand it over.
        </Notice>
      )}
      <EmailAddressesField />
      <SelectField
        name="roleId"
        label="Organization role"
        options={roles.map(({ id, name, description, refusal }) => ({
          value: id,
          label: name,
          description,
          disabledReason: refusal ?? undefined,
        }))}
      />
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

function defaultRoleId(roles: AssignableRole[]): string {
  const offered = roles.filter(({ refusal }) => refusal === null)
  // The least of the roles is the safe one to start from; the list goes from most to least.
  return (offered.at(-1) ?? offered[0])?.id ?? ''
}
