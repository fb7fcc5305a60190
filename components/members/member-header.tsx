'use client'
import { Avatar } from '@/components/ui/avatar'
import { BackLink } from '@/components/ui/back-link'
import { Badge } from '@/components/ui/badge'
import { RoleBadge } from '@/components/ui/role-badge'
import { WarningNote } from '@/components/ui/warning-note'
import type { MemberDetail } from '@/lib/members/schema'
import { paths } from '@/lib/paths'
import type { AssignableRole } from '@/lib/roles/schema'
import { MemberActions } from './member-actions'

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
  const { name, email, role_name, status, user_id, is_viewer } = member
  return (
    <header className="mb-6">
      <BackLink href={paths.members(handle)}>Members</BackLink>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <Avatar id={user_id} name={name} size="large" />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-lg font-semibold tracking-tight wrap-anywhere">{name}</h1>
            <span className="flex flex-wrap items-center gap-1.5">
              <RoleBadge name={role_name} />
              {status === 'SUSPENDED' ? <Badge tone="warning">Suspended</Badge> : null}
              {is_viewer ? <Badge tone="accent">You</Badge> : null}
            </span>
          </div>
          <p className="text-muted wrap-anywhere">{email}</p>
        </div>
        <MemberActions
          accountId={accountId}
          handle={handle}
          organizationName={organizationName}
          member={member}
          roles={roles}
        />
      </div>
      {status === 'SUSPENDED' ? (
        <WarningNote>
          {name} is suspended: nothing they were given here takes effect, and their keys open nothing here.
          Roles and grants stay as they are until they are reactivated.
        </WarningNote>
      ) : null}
    </header>
  )
}
