import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { ServiceAccountPage } from '@/components/service-accounts/service-account-page'
import { apiKeyQueries, keysPrefix } from '@/lib/api-keys/queries'
import { listKeysPage } from '@/lib/api-keys/schema'
import { listServiceAccountKeys } from '@/lib/api-keys/service-account-keys'
import type { Ctx } from '@/lib/authz/context'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { serviceAccountOfPage } from '@/lib/http/service-account-page'
import { listPermissionChoices } from '@/lib/members/explain'
import { serviceAccountQueries, type ServiceAccountOf } from '@/lib/service-accounts/queries'
import { getServiceAccountEditor } from '@/lib/service-accounts/service'
import { seedEvents } from '../../seed-events'
import { seedExplanation, seedPermissions, seedWorkspaces } from '../../seed-membership'

type PageProps = {
  params: Promise<{ organization: string; serviceAccount: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { organization, serviceAccount } = await params
  return { title: (await serviceAccountOfPage(organization, serviceAccount)).serviceAccount.name }
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, serviceAccount: id } = await params
  const { account, of, serviceAccount } = await serviceAccountOfPage(organization, id)
  const query = await searchParams
  const { cache, roles, eventsRefusal } = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    client.setQueryData(serviceAccountQueries.detail(of).queryKey, serviceAccount)
    const membership = { accountId: account.id, membershipId: serviceAccount.membership_id }
    const seeding = { ctx, client, of: membership, params: query }
    await seedWorkspaces(seeding, (asked) => serviceAccountQueries.workspaces(of, asked).queryKey)
    await seedPermissions(seeding, (place) => serviceAccountQueries.permissions(of, place).queryKey)
    await seedExplanation(seeding, (question) => serviceAccountQueries.explanation(of, question).queryKey)
    await seedKeys(ctx, client, of, query)
    const refusal = await seedEvents(ctx, client, {
      accountId: account.id,
      about: { kind: 'service_account', serviceAccountId: of.serviceAccountId },
      params: query,
      keyOf: (after) => serviceAccountQueries.events(of, after).queryKey,
    })
    const { roles: offered } = await getServiceAccountEditor(ctx, account.id)
    return { cache: dehydrate(client), roles: offered, eventsRefusal: refusal }
  })
  return (
    <HydrationBoundary state={cache}>
      <ServiceAccountPage
        accountId={account.id}
        handle={account.handle}
        organizationName={account.name}
        serviceAccountId={of.serviceAccountId}
        permissions={listPermissionChoices()}
        roles={roles}
        eventsRefusal={eventsRefusal}
      />
    </HydrationBoundary>
  )
}

type Query = Awaited<PageProps['searchParams']>

async function seedKeys(ctx: Ctx, client: QueryClient, of: ServiceAccountOf, params: Query): Promise<void> {
  const { after } = tableQueryOf(params, { prefix: keysPrefix })
  const page = parseInput(listKeysPage, { cursor: after ?? undefined })
  client.setQueryData(
    apiKeyQueries.ofServiceAccount(of.accountId, of.serviceAccountId, after).queryKey,
    await listServiceAccountKeys(ctx, { ...of, ...page }),
  )
}
