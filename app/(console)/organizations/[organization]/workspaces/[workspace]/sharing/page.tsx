import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { ForbiddenState } from '@/components/feedback/forbidden-state'
import { SharingPage } from '@/components/sharing/sharing-page'
import { pageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { notePageVisit, workspaceOfPage } from '@/lib/http/workspace-page'
import { accessFilters, sharingQueries } from '@/lib/sharing/queries'
import { listAccessInput } from '@/lib/sharing/schema'
import { getSharingEditor, listAccess } from '@/lib/sharing/service'

export const metadata: Metadata = { title: 'Workspace Sharing' }

type PageProps = {
  params: Promise<{ organization: string; workspace: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, workspace: handle } = await params
  const { account, workspace, can } = await workspaceOfPage(organization, handle)
  await notePageVisit(workspace)
  const query = tableQueryOf(await searchParams, { filters: accessFilters })
  const of = { accountId: account.id, workspaceId: workspace.id }
  const result = await pageData(async (ctx) => {
    const { search, after, filters } = query
    const input = parseInput(listAccessInput, { ...of, search, cursor: after ?? undefined, ...filters })
    const client = new QueryClient()
    client.setQueryData(sharingQueries.list(of, query).queryKey, await listAccess(ctx, input))
    return { editor: await getSharingEditor(ctx, of), cache: dehydrate(client) }
  })
  if (!result.isAllowed)
    return <ForbiddenState permission={result.refusal.permission} message={result.refusal.message} />
  return (
    <HydrationBoundary state={result.data.cache}>
      <SharingPage editor={result.data.editor} invite={account.kind === 'PERSONAL' ? can.invite : null} />
    </HydrationBoundary>
  )
}
