import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { HealthList } from '@/components/operator/health-list'
import { PageHeader } from '@/components/ui/page-header'
import { requiredPageData } from '@/lib/http/page-data'
import { shellOfPage } from '@/lib/http/shell-data'
import { getHealth } from '@/lib/operator/health'
import { operatorQueries } from '@/lib/operator/queries'

export const metadata: Metadata = { title: 'Health' }

export default async function Page() {
  const cache = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    client.setQueryData(operatorQueries.health().queryKey, await getHealth(ctx))
    return dehydrate(client)
  })
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'operator' }}>
      <PageHeader title="Health" description="Whether everything that this installation needs works." />
      <HydrationBoundary state={cache}>
        <HealthList />
      </HydrationBoundary>
    </ConsoleShell>
  )
}
