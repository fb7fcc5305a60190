import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { PendingInvitations } from '@/components/invitations/pending-invitations'
import { MembersHeader } from '@/components/members/members-header'
import { MembersTable } from '@/components/members/members-table'
import { NoMailNotice } from '@/components/invitations/no-mail-notice'
import type { OrganizationProfile } from '@/lib/accounts/schema'
import { getOrganizationProfile } from '@/lib/accounts/service'
import type { Ctx } from '@/lib/authz/context'
import { aboutText, countOf } from '@/lib/format'
import { accountOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { invitationQueries, invitationsPerPage } from '@/lib/invitations/queries'
import { listInvitationsInput } from '@/lib/invitations/schema'
import { listInvitations } from '@/lib/invitations/service'
import { isMailOn } from '@/lib/mail/service'
import { defaultMemberSort, memberFilters, memberQueries } from '@/lib/members/queries'
import { listMembersInput } from '@/lib/members/schema'
import { listMembers } from '@/lib/members/service'
import { listAssignableRoles } from '@/lib/roles/service'

export const metadata: Metadata = { title: 'Members' }

type PageProps = {
  params: Promise<{ organization: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { account } = await accountOfPage((await params).organization)
  const query = await searchParams
  const { profile, roles, cache } = await requiredPageData(async (ctx) => {
    const shown = await getOrganizationProfile(ctx, account.id)
    const client = new QueryClient()
    await seedMembers(ctx, client, account.id, query)
    if (shown.can.readInvitations.allowed) await seedInvitations(ctx, client, account.id, query)
    return { profile: shown, roles: await listAssignableRoles(ctx, account.id), cache: dehydrate(client) }
  })
  const sendsMail = isMailOn()
  const { can } = profile
  return (
    <HydrationBoundary state={cache}>
      <MembersHeader
        accountId={account.id}
        organizationName={account.name}
        summary={summaryOf(profile)}
        invite={account.kind === 'PERSONAL' ? guestsAreInvitedElsewhere : can.invite}
        roles={roles}
        sendsMail={sendsMail}
      />
      {can.invite.allowed && !sendsMail ? <NoMailNotice /> : null}
      {can.readInvitations.allowed ? (
        <PendingInvitations accountId={account.id} organizationName={account.name} sendsMail={sendsMail} />
      ) : null}
      <MembersTable
        accountId={account.id}
        handle={account.handle}
        organizationName={account.name}
        roles={roles}
      />
    </HydrationBoundary>
  )
}

// A guest is one of a workspace: its sharing invites.
const guestsAreInvitedElsewhere = {
  allowed: false,
  reason: 'personal_account',
  message: 'Guests are invited to a workspace. Open one, and choose Workspace Sharing.',
} as const

type Query = Awaited<PageProps['searchParams']>

async function seedMembers(ctx: Ctx, client: QueryClient, accountId: string, params: Query): Promise<void> {
  const query = tableQueryOf(params, { defaultSort: defaultMemberSort, filters: memberFilters })
  const { search, sort, after, filters } = query
  const input = parseInput(listMembersInput, {
    accountId,
    search,
    sort,
    cursor: after ?? undefined,
    ...filters,
  })
  client.setQueryData(memberQueries.list(accountId, query).queryKey, await listMembers(ctx, input))
}

async function seedInvitations(
  ctx: Ctx,
  client: QueryClient,
  accountId: string,
  params: Query,
): Promise<void> {
  const query = tableQueryOf(params, { prefix: 'invitations-' })
  const { search, after } = query
  const input = parseInput(listInvitationsInput, {
    accountId,
    search,
    cursor: after ?? undefined,
    limit: invitationsPerPage,
  })
  client.setQueryData(invitationQueries.list(accountId, query).queryKey, await listInvitations(ctx, input))
}

function summaryOf({ counts, plan }: OrganizationProfile): string {
  if (plan.memberLimit === null)
    return counts.members === 1 ? '1 member' : `${aboutText(counts.members, counts.isEstimate)} members`
  const reserved =
    counts.pendingInvitations > 0
      ? `, ${countOf(counts.pendingInvitations, 'place')} reserved by invitations`
      : ''
  return `${counts.members} of ${countOf(plan.memberLimit, 'member')}${reserved}`
}
