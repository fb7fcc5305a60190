import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { tableQueryOf } from '@/components/data-table/table-query'
import { UsersTable } from '@/components/operator/users-table'
import { PageHeader } from '@/components/ui/page-header'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { shellOfPage } from '@/lib/http/shell-data'
import { isMailOn } from '@/lib/mail/service'
import { listOperatorUsersInput } from '@/lib/operator/schema'
import { listOperatorUsers } from '@/lib/operator/lists'
import { defaultOperatorSort, operatorQueries, userFilters } from '@/lib/operator/queries'

export const metadata: Metadata = { title: 'Users' }

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: PageProps) {
  const query = tableQueryOf(await searchParams, { defaultSort: defaultOperatorSort, filters: userFilters })
  const cache = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    const input = parseInput(listOperatorUsersInput, {
      search: query.search,
      sort: query.sort,
      cursor: query.after ?? undefined,
      ...query.filters,
    })
    client.setQueryData(operatorQueries.users(query).queryKey, await listOperatorUsers(ctx, input))
    return dehydrate(client)
  })
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'operator' }}>
      <PageHeader
        title="Users"
        description="Every person who can sign in. You can stop somebody, and never see or set a password."
      />
      <HydrationBoundary state={cache}>
        <UsersTable sendsMail={isMailOn()} />
      </HydrationBoundary>
    </ConsoleShell>
  )
}
