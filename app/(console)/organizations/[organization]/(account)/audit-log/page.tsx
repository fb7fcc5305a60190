import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { AuditLogClosed } from '@/components/audit/audit-log-closed'
import { AuditLogPage } from '@/components/audit/audit-log-page'
import { tableQueryOf } from '@/components/data-table/table-query'
import { PageHeader } from '@/components/ui/page-header'
import { pageOfAuditLog } from '@/lib/audit/list'
import { auditFilters, auditQueries, eventsPerLogPage } from '@/lib/audit/queries'
import { listAuditLogInput } from '@/lib/audit/schema'
import { getChainState } from '@/lib/audit/verification'
import type { Refusal } from '@/lib/capability'
import { accountOfPage } from '@/lib/http/organization-page'
import { pageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'

export const metadata: Metadata = { title: 'Audit Log' }

type PageProps = {
  params: Promise<{ organization: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { account } = await accountOfPage((await params).organization)
  const query = tableQueryOf(await searchParams, { filters: auditFilters })
  const result = await pageData(async (ctx) => {
    const { search, after, filters } = query
    const asked = { search, cursor: after ?? undefined, limit: eventsPerLogPage, ...filters }
    const input = parseInput(listAuditLogInput, { accountId: account.id, ...asked })
    const client = new QueryClient()
    const [page, chain] = await Promise.all([pageOfAuditLog(ctx, input), getChainState(ctx, account.id)])
    client.setQueryData(auditQueries.list(account.id, query).queryKey, page)
    client.setQueryData(auditQueries.chain(account.id).queryKey, chain)
    return dehydrate(client)
  })
  if (!result.isAllowed) return <Closed reason={result.refusal} />
  return (
    <HydrationBoundary state={result.data}>
      <AuditLogPage accountId={account.id} handle={account.handle} organizationName={account.name} />
    </HydrationBoundary>
  )
}

function Closed({ reason }: { reason: Refusal }) {
  return (
    <>
      <PageHeader title="Audit Log" />
      <AuditLogClosed reason={reason} />
    </>
  )
}
