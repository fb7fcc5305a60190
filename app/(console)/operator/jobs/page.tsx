import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { tableQueryOf } from '@/components/data-table/table-query'
import { JobsTable } from '@/components/operator/jobs-table'
import { PageHeader } from '@/components/ui/page-header'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { shellOfPage } from '@/lib/http/shell-data'
import { listJobsInput } from '@/lib/operator/schema'
import { listJobs } from '@/lib/operator/jobs'
import { jobFilters, operatorQueries } from '@/lib/operator/queries'

export const metadata: Metadata = { title: 'Jobs' }

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: PageProps) {
  const query = tableQueryOf(await searchParams, { filters: jobFilters })
  const cache = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    const input = parseInput(listJobsInput, { cursor: query.after ?? undefined, ...query.filters })
    client.setQueryData(operatorQueries.jobs(query).queryKey, await listJobs(ctx, input))
    return dehydrate(client)
  })
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'operator' }}>
      <PageHeader
        title="Jobs"
        description="What the worker has to do. What fails is tried again for about a day."
      />
      <HydrationBoundary state={cache}>
        <JobsTable />
      </HydrationBoundary>
    </ConsoleShell>
  )
}
