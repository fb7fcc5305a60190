import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { UserKeysPage } from '@/components/api-keys/user-keys-page'
import { tableQueryOf } from '@/components/data-table/table-query'
import { apiKeyQueries, keysPrefix } from '@/lib/api-keys/queries'
import { listKeysPage } from '@/lib/api-keys/schema'
import { listUserKeys } from '@/lib/api-keys/user-keys'
import { requiredPageData } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { shellOfPage } from '@/lib/http/shell-data'

export const metadata: Metadata = { title: 'API Keys' }

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Page({ searchParams }: PageProps) {
  const { after } = tableQueryOf(await searchParams, { prefix: keysPrefix })
  const { accounts } = await shellOfPage()
  const client = new QueryClient()
  const keys = await requiredPageData((ctx) =>
    listUserKeys(ctx, parseInput(listKeysPage, { cursor: after ?? undefined })),
  )
  client.setQueryData(apiKeyQueries.ofUser(after).queryKey, keys)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <UserKeysPage accounts={accounts.map(({ id, name, kind }) => ({ id, name, kind }))} />
    </HydrationBoundary>
  )
}
