import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { tableQueryOf } from '@/components/data-table/table-query'
import { InstallationLogTable } from '@/components/operator/installation-log-table'
import { PageHeader } from '@/components/ui/page-header'
import { listInstallationLog } from '@/lib/audit/list'
import { installationLogPage } from '@/lib/audit/schema'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { shellOfPage } from '@/lib/http/shell-data'
import { operatorQueries } from '@/lib/operator/queries'

export const metadata: Metadata = { title: 'Audit Log' }

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: PageProps) {
  const query = tableQueryOf(await searchParams)
  const cache = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    const input = parseInput(installationLogPage, {
      search: query.search,
      cursor: query.after ?? undefined,
    })
    client.setQueryData(operatorQueries.log(query).queryKey, await listInstallationLog(ctx, input))
    return dehydrate(client)
  })
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'operator' }}>
      <PageHeader
        title="Audit Log"
        description="What operators did to this installation and its accounts. It is written with the change, and cannot be changed."
      />
      <HydrationBoundary state={cache}>
        <InstallationLogTable />
      </HydrationBoundary>
    </ConsoleShell>
  )
}
