'use client'
import { useQuery } from '@tanstack/react-query'
import { ObjectEvents } from '@/components/audit/object-events'
import { ErrorState } from '@/components/feedback/error-state'
import { PageSection } from '@/components/ui/page-section'
import { Skeleton } from '@/components/ui/skeleton'
import { MemberWorkspaces } from '@/components/workspaces/member-workspaces'
import type { Refusal } from '@/lib/capability'
import { AppError } from '@/lib/errors'
import type { PermissionChoice } from '@/lib/members/explain'
import { memberPageQueries } from '@/lib/members/member-queries'
import type { AssignableRole } from '@/lib/roles/schema'
import { MemberActivity } from './member-activity'
import { MemberGone } from './member-gone'
import { MemberHeader } from './member-header'
import { MemberKeys } from './member-keys'
import { MemberRole } from './member-role'
import { MemberWhy } from './member-why'

type MemberPageProps = {
  accountId: string
  handle: string
  organizationName: string
  membershipId: string
  permissions: PermissionChoice[]
  roles: AssignableRole[]
  /** Why the viewer may not read the member's audit events, or null. */
  eventsRefusal: Refusal | null
}

/** Everything about one member: role, workspaces, why they may do something, keys, activity, events. */
export function MemberPage(props: MemberPageProps) {
  const { accountId, handle, organizationName, membershipId, permissions, roles, eventsRefusal } = props
  const of = { accountId, membershipId }
  const { data: member, error, refetch } = useQuery(memberPageQueries.detail(of))
  if (error instanceof AppError && error.code === 'not_found')
    return <MemberGone handle={handle} {...(member ? { name: member.name } : {})} />
  if (!member)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height="block" />
  const { name, is_viewer } = member
  return (
    <>
      <MemberHeader
        accountId={accountId}
        handle={handle}
        organizationName={organizationName}
        member={member}
        roles={roles}
      />
      <div className="mb-8 grid gap-4 md:grid-cols-2">
        <MemberRole handle={handle} member={member} />
        <MemberActivity member={member} />
      </div>
      <PageSection
        id="workspaces"
        title="Workspaces"
        description={`What ${name} can open, and where each access comes from. Only workspaces that you can open are listed.`}
      >
        <MemberWorkspaces
          handle={handle}
          member={of}
          name={name}
          isSuspended={member.status === 'SUSPENDED'}
        />
      </PageSection>
      <PageSection
        id="why"
        title="Why"
        description={`Can ${name} do something? Ask, and see everything that has a say in it.`}
      >
        <MemberWhy handle={handle} member={of} name={name} permissions={permissions} />
      </PageSection>
      <PageSection id="keys" title="API keys">
        <MemberKeys keys={member.keys} name={name} isViewer={is_viewer} />
      </PageSection>
      <PageSection id="events" title="Audit events">
        <ObjectEvents
          label="Audit events"
          query={(after) => memberPageQueries.events(of, after)}
          what={`Events about ${name} and by them`}
          refusal={eventsRefusal}
        />
      </PageSection>
    </>
  )
}
