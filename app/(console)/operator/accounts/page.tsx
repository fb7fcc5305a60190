import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { tableQueryOf } from '@/components/data-table/table-query'
import { AccountsTable } from '@/components/operator/accounts-table'
import { PageHeader } from '@/components/ui/page-header'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { shellOfPage } from '@/lib/http/shell-data'
import { listOperatorAccountsInput } from '@/lib/operator/schema'
import { listOperatorAccounts } from '@/lib/operator/lists'
import { accountFilters, defaultOperatorSort, operatorQueries } from '@/lib/operator/queries'

export const metadata: Metadata = { title: 'Accounts' }

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: PageProps) {
  const query = tableQueryOf(await searchParams, {
    defaultSort: defaultOperatorSort,
    filters: accountFilters,
  })
  const cache = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    const input = parseInput(listOperatorAccountsInput, {
      search: query.search,
      sort: query.sort,
      cursor: query.after ?? undefined,
      ...query.filters,
    })
    client.setQueryData(operatorQueries.accounts(query).queryKey, await listOperatorAccounts(ctx, input))
    return dehydrate(client)
  })
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'operator' }}>
      <PageHeader
        title="Accounts"
        description="Every account of this installation, its plan and what it uses. What is in them is not yours to see."
      />
      <HydrationBoundary state={cache}>
        <AccountsTable />
      </HydrationBoundary>
    </ConsoleShell>
  )
}
