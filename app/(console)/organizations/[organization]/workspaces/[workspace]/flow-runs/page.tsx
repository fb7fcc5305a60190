import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { tableQueryOf } from '@/components/data-table/table-query'
import { ForbiddenState } from '@/components/feedback/forbidden-state'
import { FlowRunsPage } from '@/components/flow-runs/flow-runs-page'
import { listFlowRuns } from '@/lib/flow-runs/pages/list'
import { flowRunFilters, flowRunQueries } from '@/lib/flow-runs/queries'
import { listFlowRunsInput } from '@/lib/flow-runs/schema'
import { pageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { notePageVisit, workspaceOfPage } from '@/lib/http/workspace-page'

export const metadata: Metadata = { title: 'Flow Runs' }

type PageProps = {
  params: Promise<{ organization: string; workspace: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, workspace: handle } = await params
  const { account, workspace } = await workspaceOfPage(organization, handle)
  await notePageVisit(workspace)
  const query = tableQueryOf(await searchParams, { filters: flowRunFilters })
  const of = { accountId: account.id, workspaceId: workspace.id }
  const result = await pageData(async (ctx) => {
    const { search, after, filters } = query
    const input = parseInput(listFlowRunsInput, { ...of, search, cursor: after ?? undefined, ...filters })
    const client = new QueryClient()
    client.setQueryData(flowRunQueries.list(of, query).queryKey, await listFlowRuns(ctx, input))
    return dehydrate(client)
  })
  if (!result.isAllowed)
    return <ForbiddenState permission={result.refusal.permission} message={result.refusal.message} />
  return (
    <HydrationBoundary state={result.data}>
      <FlowRunsPage workspaceName={workspace.name} start={workspace.can.startRuns} />
    </HydrationBoundary>
  )
}
