import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { MemberPage } from '@/components/members/member-page'
import { memberOfPage } from '@/lib/http/member-page'
import { requiredPageData } from '@/lib/http/page-data'
import { listPermissionChoices } from '@/lib/members/explain'
import { memberPageQueries } from '@/lib/members/member-queries'
import { listAssignableRoles } from '@/lib/roles/service'
import { listSsoIdentities } from '@/lib/sso/identities'
import { ssoQueries } from '@/lib/sso/queries'
import { seedEvents } from '../../seed-events'
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
  const { account, can, of, member } = await memberOfPage(organization, membershipId)
  const query = await searchParams
  const { cache, roles, eventsRefusal } = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    client.setQueryData(memberPageQueries.detail(of).queryKey, member)
    const seeding = { ctx, client, of, params: query }
    await seedWorkspaces(seeding, (asked) => memberPageQueries.workspaces(of, asked).queryKey)
    await seedPermissions(seeding, (place) => memberPageQueries.permissions(of, place).queryKey)
    await seedExplanation(seeding, (question) => memberPageQueries.explanation(of, question).queryKey)
    const refusal = await seedEvents(ctx, client, {
      accountId: account.id,
      about: { kind: 'member', membershipId: of.membershipId },
      params: query,
      keyOf: (after) => memberPageQueries.events(of, after).queryKey,
    })
    if (can.readSso.allowed && account.kind !== 'PERSONAL')
      client.setQueryData(
        ssoQueries.identities(account.id, of.membershipId).queryKey,
        await listSsoIdentities(ctx, of),
      )
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
        identities={
          account.kind === 'PERSONAL'
            ? null
            : { refusal: can.readSso.allowed ? null : can.readSso, update: can.updateSso }
        }
      />
    </HydrationBoundary>
  )
}
