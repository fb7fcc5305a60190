import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { MemberPage } from '@/components/members/member-page'
import { listEvents } from '@/lib/audit/of-object'
import { eventsPerPage, eventsPrefix } from '@/lib/audit/queries'
import type { Ctx } from '@/lib/authz/context'
import type { Refusal } from '@/lib/capability'
import { AppError } from '@/lib/errors'
import { memberOfPage } from '@/lib/http/member-page'
import { requiredPageData, unlessForbidden } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { explainPermission, listPermissionChoices } from '@/lib/members/explain'
import {
  memberPageQueries,
  memberWorkspacesPerPage,
  memberWorkspacesPrefix,
  questionOf,
  type MemberOf,
} from '@/lib/members/member-queries'
import { explainPermissionInput } from '@/lib/members/schema'
import { listAssignableRoles } from '@/lib/roles/service'
import { listMemberWorkspacesInput } from '@/lib/workspaces/schema'
import { listMemberWorkspaces } from '@/lib/workspaces/service'

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
    await seedWorkspaces(ctx, client, of, query)
    await seedExplanation(ctx, client, of, query)
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

async function seedWorkspaces(ctx: Ctx, client: QueryClient, of: MemberOf, params: Query): Promise<void> {
  const query = tableQueryOf(params, { prefix: memberWorkspacesPrefix })
  const { search, after } = query
  const input = parseInput(listMemberWorkspacesInput, {
    ...of,
    search,
    cursor: after ?? undefined,
    limit: memberWorkspacesPerPage,
  })
  client.setQueryData(
    memberPageQueries.workspaces(of, query).queryKey,
    await listMemberWorkspaces(ctx, input),
  )
}

// A question that cannot be answered is left to the form, which says so and asks for another.
async function seedExplanation(ctx: Ctx, client: QueryClient, of: MemberOf, params: Query): Promise<void> {
  const question = questionOf(params, listPermissionChoices())
  if (question === null) return
  const { permission, workspaceId } = question
  const input = explainPermissionInput.safeParse({
    ...of,
    permission,
    ...(workspaceId ? { workspace_id: workspaceId } : {}),
  })
  if (!input.success) return
  const explanation = await explainPermission(ctx, input.data).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  })
  if (explanation) client.setQueryData(memberPageQueries.explanation(of, question).queryKey, explanation)
}

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
