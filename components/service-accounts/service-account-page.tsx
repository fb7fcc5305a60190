'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { ObjectEvents } from '@/components/audit/object-events'
import { ErrorState } from '@/components/feedback/error-state'
import { PrincipalSections } from '@/components/members/principal-sections'
import { RoleSummary } from '@/components/roles/role-summary'
import { PageSection } from '@/components/ui/page-section'
import { Skeleton } from '@/components/ui/skeleton'
import type { Refusal } from '@/lib/capability'
import { AppError } from '@/lib/errors'
import type { PermissionChoice } from '@/lib/members/explain'
import { paths } from '@/lib/paths'
import type { AssignableRole } from '@/lib/roles/schema'
import { serviceAccountQueries } from '@/lib/service-accounts/queries'
import { ServiceAccountFacts } from './service-account-facts'
import { ServiceAccountGone } from './service-account-gone'
import { ServiceAccountHeader } from './service-account-header'
import { ServiceAccountKeys } from './service-account-keys'
import { ServiceAccountEnding } from './service-account-ending'
import { useServiceAccountChanges } from './use-service-account-changes'

type ServiceAccountPageProps = {
  accountId: string
  handle: string
  organizationName: string
  serviceAccountId: string
  permissions: PermissionChoice[]
  roles: AssignableRole[]
  /** Why the viewer may not read its audit events, or null. */
  eventsRefusal: Refusal | null
}

/** Everything about one service account: role, keys, workspaces, what it may do and why, what it did, and its end. */
export function ServiceAccountPage(props: ServiceAccountPageProps) {
  const { accountId, handle, organizationName, serviceAccountId, permissions, roles, eventsRefusal } = props
  const of = { accountId, serviceAccountId }
  const router = useRouter()
  const { data: account, error, refetch } = useQuery(serviceAccountQueries.detail(of))
  const changes = useServiceAccountChanges({
    accountId,
    organizationName,
    roles,
    onDeleted: () => router.push(paths.serviceAccounts(handle)),
  })
  if (error instanceof AppError && error.code === 'not_found')
    return <ServiceAccountGone handle={handle} {...(account ? { name: account.name } : {})} />
  if (!account)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height="block" />
  const { name } = account
  return (
    <>
      <ServiceAccountHeader handle={handle} account={account} entries={changes.entriesOf(account)} />
      <div className="mb-8 grid gap-4 md:grid-cols-2">
        <RoleSummary handle={handle} role={account} />
        <ServiceAccountFacts account={account} />
      </div>
      <ServiceAccountKeys of={of} account={account} onCreate={() => changes.start('key', account)} />
      <PrincipalSections
        accountId={accountId}
        handle={handle}
        principal={account}
        kind="SERVICE_ACCOUNT"
        queries={{
          workspaces: (query) => serviceAccountQueries.workspaces(of, query),
          permissions: (workspaceId) => serviceAccountQueries.permissions(of, workspaceId),
          explanation: (question) => serviceAccountQueries.explanation(of, question),
        }}
        workspaces={{
          title: 'Workspace access',
          note: 'Default roles are not for service accounts.',
          opening:
            'A service account gets no default role: add it on the page Workspace Sharing of a workspace, or give it an organization role that opens workspaces.',
        }}
        permissions={permissions}
      />
      <PageSection id="events" title="Activity">
        <ObjectEvents
          label="Activity"
          query={(after) => serviceAccountQueries.events(of, after)}
          what={`Events about ${name} and by it`}
          refusal={eventsRefusal}
        />
      </PageSection>
      <ServiceAccountEnding account={account} onStart={(change) => changes.start(change, account)} />
      {changes.dialogs}
    </>
  )
}
