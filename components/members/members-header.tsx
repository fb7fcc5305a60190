'use client'
import { AddButton } from '@/components/ui/add-button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import type { Capability } from '@/lib/capability'
import { useDialog } from '@/lib/client/use-dialog'
import type { AssignableRole } from '@/lib/roles/schema'

const InviteMembersDialog = lazyDialog(() =>
  import('@/components/invitations/invite-members-dialog').then((file) => file.InviteMembersDialog),
)

type MembersHeaderProps = {
  accountId: string
  organizationName: string
  /** "3 of 10 member places taken", or how many there are. */
  summary: string
  invite: Capability
  roles: AssignableRole[]
  sendsMail: boolean
}

export function MembersHeader({
  accountId,
  organizationName,
  summary,
  invite,
  roles,
  sendsMail,
}: MembersHeaderProps) {
  const { isOpen, setIsOpen } = useDialog('invite')
  return (
    <>
      <PageHeader
        title="Members"
        description={summary}
        actions={
          <AddButton
            label="Invite members"
            onClick={() => setIsOpen(true)}
            disabledReason={reasonOf(invite)}
          />
        }
      />
      {invite.allowed ? (
        <InviteMembersDialog
          isOpen={isOpen}
          onOpenChange={setIsOpen}
          accountId={accountId}
          organizationName={organizationName}
          roles={roles}
          sendsMail={sendsMail}
        />
      ) : null}
    </>
  )
}
