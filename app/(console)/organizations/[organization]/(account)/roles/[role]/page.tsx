import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { z } from 'zod'
import { RolePage } from '@/components/roles/role-page'
import type { Ctx } from '@/lib/authz/context'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { getRole, getRoleEditor, listHolders } from '@/lib/roles/list'
import { holdersPerPage, roleQueries } from '@/lib/roles/queries'
import { holderKind, permissionToRead, roleParams, type HolderKind } from '@/lib/roles/schema'
import { seedEvents } from '../../seed-events'

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
  const refusals = {
    'read:role': null,
    'read:invitation': can.readInvitations.allowed ? null : can.readInvitations,
    'read:sso': can.readSso.allowed ? null : can.readSso,
  }
  const data = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    client.setQueryData(roleQueries.detail(account.id, role.id).queryKey, role)
    if (!refusals[permissionToRead(kind)]) await seedHolders(ctx, client, { ...of, kind })
    const historyRefusal = await seedEvents(ctx, client, {
      accountId: account.id,
      about: { kind: 'role', roleId: role.id },
      params: query,
      keyOf: (after) => roleQueries.events(account.id, role.id, after).queryKey,
    })
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
        refusals={refusals}
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
