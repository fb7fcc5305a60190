import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { tableQueryOf } from '@/components/data-table/table-query'
import { OutboxTable } from '@/components/operator/outbox-table'
import { PageHeader } from '@/components/ui/page-header'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { shellOfPage } from '@/lib/http/shell-data'
import { mailFilters, mailQueries } from '@/lib/mail/queries'
import { listOutboxInput } from '@/lib/mail/schema'
import { isMailOn, listOutbox } from '@/lib/mail/service'

export const metadata: Metadata = { title: 'Mail' }

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: PageProps) {
  const query = tableQueryOf(await searchParams, { filters: mailFilters })
  const cache = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    const input = parseInput(listOutboxInput, {
      search: query.search,
      cursor: query.after ?? undefined,
      ...query.filters,
    })
    client.setQueryData(mailQueries.list(query).queryKey, await listOutbox(ctx, input))
    return dehydrate(client)
  })
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'operator' }}>
      <PageHeader title="Mail" description={isMailOn() ? sendsMail : keepsMail} />
      <HydrationBoundary state={cache}>
        <OutboxTable />
      </HydrationBoundary>
    </ConsoleShell>
  )
}

const sendsMail = 'Every message this installation made, and what the mail server answered.'
const keepsMail =
  'This installation sends no mail: messages stay here, and you can hand their links over. Set SMTP_URL and start it again to send.'
