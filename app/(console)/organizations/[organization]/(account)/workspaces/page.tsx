import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { WorkspacesView } from '@/components/workspaces/workspaces-view'
import { accountOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { workspaceQueries, workspacesPerPage } from '@/lib/workspaces/queries'
import { listWorkspacesInput } from '@/lib/workspaces/schema'
import { getWorkspaceEditor, listWorkspaces } from '@/lib/workspaces/service'

export const metadata: Metadata = { title: 'Workspaces' }

type PageProps = {
  params: Promise<{ organization: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { account } = await accountOfPage((await params).organization)
  const query = tableQueryOf(await searchParams)
  const cache = await requiredPageData(async (ctx) => {
    const { search, after } = query
    const input = parseInput(listWorkspacesInput, {
      accountId: account.id,
      search,
      cursor: after ?? undefined,
      limit: workspacesPerPage,
    })
    const client = new QueryClient()
    const [page, editor] = await Promise.all([
      listWorkspaces(ctx, input),
      getWorkspaceEditor(ctx, account.id),
    ])
    client.setQueryData(workspaceQueries.list(account.id, query).queryKey, page)
    client.setQueryData(workspaceQueries.editor(account.id).queryKey, editor)
    return dehydrate(client)
  })
  return (
    <HydrationBoundary state={cache}>
      <WorkspacesView account={account} />
    </HydrationBoundary>
  )
}
