import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { tableQueryOf } from '@/components/data-table/table-query'
import { HomePage } from '@/components/workspaces/home-page'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { shellOfPage } from '@/lib/http/shell-data'
import { listMyWorkspaces } from '@/lib/workspaces/home'
import { workspaceQueries } from '@/lib/workspaces/queries'
import { listMyWorkspacesInput } from '@/lib/workspaces/schema'

export const metadata: Metadata = { title: 'Workspaces' }

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: PageProps) {
  const shell = await shellOfPage()
  const query = tableQueryOf(await searchParams)
  const page = await requiredPageData((ctx) =>
    listMyWorkspaces(
      ctx,
      parseInput(listMyWorkspacesInput, { search: query.search, cursor: query.after ?? undefined }),
    ),
  )
  const client = new QueryClient()
  client.setQueryData(workspaceQueries.mine(query).queryKey, page)
  client.setQueryData(workspaceQueries.shortcuts().queryKey, shell.shortcuts)
  return (
    <ConsoleShell shell={shell} place={{ kind: 'home' }}>
      <HydrationBoundary state={dehydrate(client)}>
        <HomePage accounts={shell.accounts} />
      </HydrationBoundary>
    </ConsoleShell>
  )
}
