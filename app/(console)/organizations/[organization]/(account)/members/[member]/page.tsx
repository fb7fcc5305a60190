import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { MemberPage } from '@/components/members/member-page'
import { listEvents } from '@/lib/audit/of-object'
import { eventsPerPage, eventsPrefix } from '@/lib/audit/queries'
import type { Ctx } from '@/lib/authz/context'
import type { Refusal } from '@/lib/capability'
import { memberOfPage } from '@/lib/http/member-page'
import { requiredPageData, unlessForbidden } from '@/lib/http/page-data'
import { listPermissionChoices } from '@/lib/members/explain'
import { memberPageQueries, type MemberOf } from '@/lib/members/member-queries'
import { listAssignableRoles } from '@/lib/roles/service'
import { seedExplanation, seedPermissions, seedWorkspaces } from '../../seed-membership'

type PageProps = {
  params: Promise<{ organization: string; member: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { organization, member } = await params
  return { title: (await memberOfPage(organization, member)).member.name }
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, member: membershipId } = await params
  const { account, of, member } = await memberOfPage(organization, membershipId)
  const query = await searchParams
  const { cache, roles, eventsRefusal } = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    client.setQueryData(memberPageQueries.detail(of).queryKey, member)
    const seeding = { ctx, client, of, params: query }
    await seedWorkspaces(seeding, (asked) => memberPageQueries.workspaces(of, asked).queryKey)
    await seedPermissions(seeding, (place) => memberPageQueries.permissions(of, place).queryKey)
    await seedExplanation(seeding, (question) => memberPageQueries.explanation(of, question).queryKey)
    const refusal = await seedEvents(ctx, client, of, query)
    return {
      cache: dehydrate(client),
      roles: await listAssignableRoles(ctx, account.id),
      eventsRefusal: refusal,
    }
  })
  return (
    <HydrationBoundary state={cache}>
      <MemberPage
        accountId={account.id}
        handle={account.handle}
        organizationName={account.name}
        membershipId={of.membershipId}
        permissions={listPermissionChoices()}
        roles={roles}
        eventsRefusal={eventsRefusal}
      />
    </HydrationBoundary>
  )
}

type Query = Awaited<PageProps['searchParams']>

/** Returns why the viewer may not read them, or null. */
async function seedEvents(
  ctx: Ctx,
  client: QueryClient,
  of: MemberOf,
  params: Query,
): Promise<Refusal | null> {
  const { accountId, membershipId } = of
  const { after } = tableQueryOf(params, { prefix: eventsPrefix })
  const page = { cursor: after ?? undefined, limit: eventsPerPage }
  const events = await unlessForbidden(
    listEvents(ctx, { accountId, about: { kind: 'member', membershipId }, ...page }),
  )
  if (events.data) client.setQueryData(memberPageQueries.events(of, after).queryKey, events.data)
  return events.refusal
}
