'use client'
import { Badge } from '@/components/ui/badge'
import type { MemberDetail } from '@/lib/members/schema'
import { paths } from '@/lib/paths'
import type { AssignableRole } from '@/lib/roles/schema'
import { MemberActions } from './member-actions'
import { PrincipalHeader } from './principal-header'

type MemberHeaderProps = {
  accountId: string
  handle: string
  organizationName: string
  member: MemberDetail
  /** The organization roles, each with the reason when the viewer may not give it. */
  roles: AssignableRole[]
}

/** Who the page is about, and what one may do about them. */
export function MemberHeader({ accountId, handle, organizationName, member, roles }: MemberHeaderProps) {
  const { name, email, user_id, is_viewer, is_suspended_by_provider } = member
  const byProvider = is_suspended_by_provider
    ? ' The identity provider suspended them, and lets them in again when it says so; suspend them here, too, to keep them out.'
    : ''
  return (
    <PrincipalHeader
      back={{ href: paths.members(handle), label: 'Members' }}
      principal={{ ...member, kind: 'USER', id: user_id }}
      badge={is_viewer ? <Badge tone="accent">You</Badge> : null}
      text={<p className="text-muted wrap-anywhere">{email}</p>}
      suspended={`${name} is suspended: nothing they were given here takes effect, and their keys open nothing here. Roles and grants stay as they are until they are reactivated.${byProvider}`}
      actions={
        <MemberActions
          accountId={accountId}
          handle={handle}
          organizationName={organizationName}
          member={member}
          roles={roles}
        />
      }
    />
  )
}
