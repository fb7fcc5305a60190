import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ForbiddenState } from '@/components/feedback/forbidden-state'
import { FlowRunPage } from '@/components/flow-runs/flow-run-page'
import { listRunLogs } from '@/lib/flow-runs/pages/detail'
import { logLinesPerPage } from '@/lib/flow-runs/limits'
import { flowRunQueries } from '@/lib/flow-runs/queries'
import { listRunLogsInput } from '@/lib/flow-runs/schema'
import { flowRunOfPage } from '@/lib/http/flow-run-page'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { notePageVisit } from '@/lib/http/workspace-page'

type PageProps = {
  params: Promise<{ organization: string; workspace: string; run: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { run } = await flowRunOfPage(await params)
  return { title: run.isAllowed ? run.data.name : 'Flow run' }
}

export default async function Page({ params, searchParams }: PageProps) {
  const { workspace, of, run } = await flowRunOfPage(await params)
  await notePageVisit(workspace)
  if (!run.isAllowed)
    return <ForbiddenState permission={run.refusal.permission} message={run.refusal.message} />
  const { level = '', q = '' } = await searchParams
  const lines = { level: String(level), search: String(q) }
  const cache = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    client.setQueryData(flowRunQueries.detail(of).queryKey, run.data)
    const input = parseInput(listRunLogsInput, {
      ...of,
      level: lines.level || undefined,
      search: lines.search,
      order: 'newest',
      limit: logLinesPerPage,
    })
    client.setQueryData(flowRunQueries.logs(of, lines).queryKey, {
      pages: [await listRunLogs(ctx, input)],
      pageParams: [null],
    })
    return dehydrate(client)
  })
  return (
    <HydrationBoundary state={cache}>
      <FlowRunPage flowRunId={of.flowRunId} />
    </HydrationBoundary>
  )
}
