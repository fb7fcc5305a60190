'use client'
import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { PageHeader } from '@/components/ui/page-header'
import { WarningNote } from '@/components/ui/warning-note'
import type { Capability } from '@/lib/capability'
import type { AssignableRole } from '@/lib/roles/schema'
import { ssoQueries } from '@/lib/sso/queries'
import { ConnectionDetail } from './connection-detail'
import { ConnectionsSection } from './connections-section'
import { DomainsSection } from './domains-section'
import { EnforcementSection } from './enforcement-section'
import { GroupsSection } from './groups-section'
import { ProvisioningSection } from './provisioning-section'
import { SsoClosed } from './sso-closed'

type SsoPageProps = {
  accountId: string
  handle: string
  organizationName: string
  /** The organization roles, each with the reason when providers may not give it. */
  roles: AssignableRole[]
}

/** How people sign in to an organization through its identity providers; one connection where the address names it. */
export function SsoPage({ accountId, handle, organizationName, roles }: SsoPageProps) {
  const [connectionId, setConnectionId] = useQueryState(
    'connection',
    parseAsString.withOptions({ history: 'push', shallow: true, scroll: true }),
  )
  const { data: domains } = useQuery(ssoQueries.domains(accountId))
  const { data: connections } = useQuery(ssoQueries.connections(accountId))
  const add = domains?.can.add
  const planned = planRefusal(add)
  const administratorRoleId = roles.find(
    ({ is_built_in, name }) => is_built_in && name === 'Administrator',
  )?.id
  if (connectionId !== null)
    return (
      <ConnectionDetail
        key={connectionId}
        accountId={accountId}
        handle={handle}
        connectionId={connectionId}
        roles={roles}
        onLeft={() => void setConnectionId(null)}
      />
    )
  // Nothing is there and nothing can be begun: what it would be is worth more than five empty lists.
  const isUnused = domains?.domains.length === 0 && connections?.length === 0
  if (planned && isUnused)
    return (
      <>
        <PageHeader title="Single Sign-On" />
        <SsoClosed what="Single sign-on is not part of the plan of this organization." reason={planned} />
      </>
    )
  return (
    <>
      <PageHeader title="Single Sign-On" />
      {planned ? (
        <div className="mb-6">
          <WarningNote>{planned.message} What is set up already goes on working.</WarningNote>
        </div>
      ) : null}
      <DomainsSection accountId={accountId} connections={connections ?? []} />
      <ConnectionsSection
        accountId={accountId}
        roles={roles}
        can={domains?.can}
        onOpened={(id) => void setConnectionId(id)}
      />
      <EnforcementSection
        accountId={accountId}
        handle={handle}
        organizationName={organizationName}
        administratorRoleId={administratorRoleId}
      />
      <GroupsSection accountId={accountId} roles={roles} />
      <ProvisioningSection accountId={accountId} />
    </>
  )
}

function planRefusal(add: Capability | undefined) {
  return add && !add.allowed && add.reason === 'plan_required' ? add : null
}
