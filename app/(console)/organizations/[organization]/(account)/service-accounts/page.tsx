import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { ServiceAccountsPage } from '@/components/service-accounts/service-accounts-page'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import {
  defaultServiceAccountSort,
  serviceAccountFilters,
  serviceAccountQueries,
} from '@/lib/service-accounts/queries'
import { listServiceAccountsInput } from '@/lib/service-accounts/schema'
import { getServiceAccountEditor, listServiceAccounts } from '@/lib/service-accounts/service'

export const metadata: Metadata = { title: 'Service Accounts' }

type PageProps = {
  params: Promise<{ organization: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { account } = await organizationOfPage((await params).organization)
  const query = tableQueryOf(await searchParams, {
    defaultSort: defaultServiceAccountSort,
    filters: serviceAccountFilters,
  })
  const { editor, cache } = await requiredPageData(async (ctx) => {
    const { search, sort, after, filters } = query
    const input = parseInput(listServiceAccountsInput, {
      accountId: account.id,
      search,
      sort,
      cursor: after ?? undefined,
      ...filters,
    })
    const client = new QueryClient()
    client.setQueryData(
      serviceAccountQueries.list(account.id, query).queryKey,
      await listServiceAccounts(ctx, input),
    )
    return { editor: await getServiceAccountEditor(ctx, account.id), cache: dehydrate(client) }
  })
  return (
    <HydrationBoundary state={cache}>
      <ServiceAccountsPage
        accountId={account.id}
        handle={account.handle}
        organizationName={account.name}
        editor={editor}
      />
    </HydrationBoundary>
  )
}
