import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { z } from 'zod'
import { tableQueryOf } from '@/components/data-table/table-query'
import { RolePage } from '@/components/roles/role-page'
import { listEvents } from '@/lib/audit/of-object'
import { eventsPerPage, eventsPrefix } from '@/lib/audit/queries'
import type { Ctx } from '@/lib/authz/context'
import type { Refusal } from '@/lib/capability'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData, unlessForbidden } from '@/lib/http/page-data'
import { getRole, getRoleEditor, listHolders } from '@/lib/roles/list'
import { holdersPerPage, roleQueries } from '@/lib/roles/queries'
import { holderKind, isOfInvitations, roleParams, type HolderKind } from '@/lib/roles/schema'

type PageProps = {
  params: Promise<{ organization: string; role: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

const roleOfPage = cache(async (handle: string, roleId: string) => {
  const { account, can } = await organizationOfPage(handle)
  const input = roleParams.safeParse({ accountId: account.id, roleId })
  if (!input.success) notFound()
  return { account, can, of: input.data, role: await requiredPageData((ctx) => getRole(ctx, input.data)) }
})

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { organization, role } = await params
  return { title: (await roleOfPage(organization, role)).role.name }
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, role: roleId } = await params
  const { account, can, of, role } = await roleOfPage(organization, roleId)
  const query = await searchParams
  const kind = holderKind.catch('members').parse(query['kind'])
  const invitationsRefusal = can.readInvitations.allowed ? null : can.readInvitations
  const data = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    client.setQueryData(roleQueries.detail(account.id, role.id).queryKey, role)
    if (!isOfInvitations(kind) || !invitationsRefusal) await seedHolders(ctx, client, { ...of, kind })
    const historyRefusal = await seedHistory(ctx, client, of, query)
    return { historyRefusal, editor: await getRoleEditor(ctx, account.id), cache: dehydrate(client) }
  })
  return (
    <HydrationBoundary state={data.cache}>
      <RolePage
        accountId={account.id}
        handle={account.handle}
        roleId={role.id}
        editor={data.editor}
        kind={kind}
        historyRefusal={data.historyRefusal}
        invitationsRefusal={invitationsRefusal}
      />
    </HydrationBoundary>
  )
}

type RoleOf = z.output<typeof roleParams>

async function seedHolders(
  ctx: Ctx,
  client: QueryClient,
  asked: RoleOf & { kind: HolderKind },
): Promise<void> {
  const { accountId, roleId, kind } = asked
  const page = { search: '', sort: '', after: null }
  client.setQueryData(
    roleQueries.holders(accountId, roleId, { ...page, kind }).queryKey,
    await listHolders(ctx, { ...asked, search: '', limit: holdersPerPage }),
  )
}

/** Returns why the viewer may not read it, or null. */
async function seedHistory(
  ctx: Ctx,
  client: QueryClient,
  { accountId, roleId }: RoleOf,
  params: Awaited<PageProps['searchParams']>,
): Promise<Refusal | null> {
  const { after } = tableQueryOf(params, { prefix: eventsPrefix })
  const page = { cursor: after ?? undefined, limit: eventsPerPage }
  const events = await unlessForbidden(
    listEvents(ctx, { accountId, about: { kind: 'role', roleId }, ...page }),
  )
  if (events.data) client.setQueryData(roleQueries.events(accountId, roleId, after).queryKey, events.data)
  return events.refusal
}
