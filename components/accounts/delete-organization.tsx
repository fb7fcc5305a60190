'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { reasonOf } from '@/components/ui/disabled-reason'
import { deleteOrganizationAction } from '@/lib/accounts/actions'
import type { OrganizationProfile } from '@/lib/accounts/schema'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { countOf } from '@/lib/format'
import { paths } from '@/lib/paths'

export function DeleteOrganization({ profile }: { profile: OrganizationProfile }) {
  const [isOpen, setIsOpen] = useState(false)
  const router = useRouter()
  const { submit } = useActionMutation(deleteOrganizationAction, {
    invalidates: [],
    successMessage: `${profile.name} is deleted.`,
    onSuccess: () => router.replace(paths.organizations()),
  })
  return (
    <Card
      tone="danger"
      title="Delete organization"
      description="Ends everybody's access and removes everything in it, for good. Its audit log is kept."
    >
      <div>
        <Button
          variant="danger"
          onClick={() => setIsOpen(true)}
          disabledReason={reasonOf(profile.can.delete)}
        >
          Delete organization
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Delete ${profile.name}`}
        consequence={consequenceOf(profile)}
        confirmLabel="Delete organization"
        textToType={profile.handle}
        action={() => submit({ accountId: profile.id, handle: profile.handle })}
      />
    </Card>
  )
}

function consequenceOf({ name, counts }: OrganizationProfile): string {
  const invitations =
    counts.unanswered > 0 ? ` and withdraws ${countOf(counts.unanswered, 'invitation')}` : ''
  return `Deleting ${name} ends the access of ${countOf(counts.members, 'member')}${invitations}. It cannot be undone.`
}
