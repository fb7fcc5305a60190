import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { CompareRoles } from '@/components/roles/compare-roles'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { getRole, listRoleNames } from '@/lib/roles/list'
import { roleQueries } from '@/lib/roles/queries'

export const metadata: Metadata = { title: 'Compare roles' }

type PageProps = { params: Promise<{ organization: string }>; searchParams: SearchParams }

export default async function Page({ params, searchParams }: PageProps) {
  const { account } = await organizationOfPage((await params).organization)
  const asked = [await searchParam(searchParams, 'a'), await searchParam(searchParams, 'b')]
  const { roles, cache } = await requiredPageData(async (ctx) => {
    const names = await listRoleNames(ctx, account.id)
    const client = new QueryClient()
    for (const roleId of names.map(({ id }) => id).filter((id) => asked.includes(id))) {
      const role = await getRole(ctx, { accountId: account.id, roleId })
      client.setQueryData(roleQueries.detail(account.id, roleId).queryKey, role)
    }
    return { roles: names, cache: dehydrate(client) }
  })
  return (
    <HydrationBoundary state={cache}>
      <CompareRoles accountId={account.id} handle={account.handle} roles={roles} />
    </HydrationBoundary>
  )
}
