'use client'
import { ActionsMenu } from '@/components/ui/actions-menu'
import type { MemberDetail } from '@/lib/members/schema'
import type { AssignableRole } from '@/lib/roles/schema'
import { useMemberChanges } from './use-member-changes'

type MemberActionsProps = {
  accountId: string
  handle: string
  organizationName: string
  member: MemberDetail
  roles: AssignableRole[]
}

/** What one may do about a member. */
export function MemberActions({ member, ...options }: MemberActionsProps) {
  const changes = useMemberChanges(options)
  const entries = changes.entriesOf(member).filter(({ kind }) => kind !== 'link')
  return (
    <>
      <ActionsMenu name={member.name} entries={entries} isLabelled />
      {changes.dialogs}
    </>
  )
}
