import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { RolesView } from '@/components/roles/roles-view'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { getRoleEditor, listRoles } from '@/lib/roles/list'
import { defaultRoleSort, roleFilters, roleQueries } from '@/lib/roles/queries'
import { listRolesInput } from '@/lib/roles/schema'

export const metadata: Metadata = { title: 'Roles' }

type PageProps = {
  params: Promise<{ organization: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { account } = await organizationOfPage((await params).organization)
  const query = tableQueryOf(await searchParams, { defaultSort: defaultRoleSort, filters: roleFilters })
  const { editor, cache } = await requiredPageData(async (ctx) => {
    const { search, sort, after, filters } = query
    const input = parseInput(listRolesInput, {
      accountId: account.id,
      search,
      cursor: after ?? undefined,
      ...(sort ? { sort } : {}),
      ...filters,
    })
    const client = new QueryClient()
    client.setQueryData(roleQueries.list(account.id, query).queryKey, await listRoles(ctx, input))
    return { editor: await getRoleEditor(ctx, account.id), cache: dehydrate(client) }
  })
  return (
    <HydrationBoundary state={cache}>
      <RolesView accountId={account.id} handle={account.handle} editor={editor} />
    </HydrationBoundary>
  )
}
