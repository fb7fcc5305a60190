'use client'
import { useQuery } from '@tanstack/react-query'
import { ObjectEvents } from '@/components/audit/object-events'
import { ErrorState } from '@/components/feedback/error-state'
import { RoleSummary } from '@/components/roles/role-summary'
import { PageSection } from '@/components/ui/page-section'
import { Skeleton } from '@/components/ui/skeleton'
import type { Refusal } from '@/lib/capability'
import { AppError } from '@/lib/errors'
import type { PermissionChoice } from '@/lib/members/explain'
import { memberPageQueries } from '@/lib/members/member-queries'
import type { AssignableRole } from '@/lib/roles/schema'
import { MemberActivity } from './member-activity'
import { MemberGone } from './member-gone'
import { MemberHeader } from './member-header'
import { MemberIdentities, type IdentityAccess } from './member-identities'
import { MemberKeys } from './member-keys'
import { PrincipalSections } from './principal-sections'

type MemberPageProps = {
  accountId: string
  handle: string
  organizationName: string
  membershipId: string
  permissions: PermissionChoice[]
  roles: AssignableRole[]
  /** Why the viewer may not read the member's audit events, or null. */
  eventsRefusal: Refusal | null
  /** Who the member is at identity providers; null for members of a personal account, which has none. */
  identities: IdentityAccess | null
}

/** Everything about one member: role, workspaces, what they may do and why, keys, activity, events. */
export function MemberPage(props: MemberPageProps) {
  const { accountId, handle, organizationName, membershipId, permissions, roles, eventsRefusal, identities } =
    props
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
        <RoleSummary handle={handle} role={member} />
        <MemberActivity member={member} />
      </div>
      <PrincipalSections
        accountId={accountId}
        handle={handle}
        principal={member}
        kind="USER"
        queries={{
          workspaces: (query) => memberPageQueries.workspaces(of, query),
          permissions: (workspaceId) => memberPageQueries.permissions(of, workspaceId),
          explanation: (question) => memberPageQueries.explanation(of, question),
        }}
        workspaces={{
          title: 'Workspaces',
          opening: 'A default role, a role in the workspace or another organization role would open one.',
        }}
        permissions={permissions}
      />
      <PageSection id="keys" title="API keys">
        <MemberKeys keys={member.keys} name={name} isViewer={is_viewer} />
      </PageSection>
      {identities ? <MemberIdentities accountId={accountId} member={member} access={identities} /> : null}
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
