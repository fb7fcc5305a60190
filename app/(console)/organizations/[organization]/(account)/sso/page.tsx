import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { SsoClosed } from '@/components/sso/sso-closed'
import { SsoPage } from '@/components/sso/sso-page'
import { PageHeader } from '@/components/ui/page-header'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { groupMappingQueries } from '@/lib/groups/queries'
import { listGroupMappings } from '@/lib/groups/service'
import { organizationOfPage } from '@/lib/http/organization-page'
import { pageData } from '@/lib/http/page-data'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { scimQueries } from '@/lib/scim/queries'
import { listScimTokens } from '@/lib/scim/tokens'
import { getSsoConnection, listSsoConnections } from '@/lib/sso/connection-views'
import { listSsoDomains } from '@/lib/sso/domains'
import { getSsoEnforcement } from '@/lib/sso/enforcement'
import { listProvidedRoles } from '@/lib/sso/provided-roles'
import { ssoQueries } from '@/lib/sso/queries'
import { uuid } from '@/lib/uuid'

export const metadata: Metadata = { title: 'Single Sign-On' }

type PageProps = { params: Promise<{ organization: string }>; searchParams: SearchParams }

export default async function Page({ params, searchParams }: PageProps) {
  const { account } = await organizationOfPage((await params).organization)
  const accountId = account.id
  const connectionId = await searchParam(searchParams, 'connection')
  const result = await pageData(async (ctx) => {
    const client = new QueryClient()
    const [domains, connections, connection, enforcement, mappings, tokens, roles] = await Promise.all([
      listSsoDomains(ctx, { accountId }),
      listSsoConnections(ctx, { accountId }),
      connectionOf(ctx, accountId, connectionId),
      getSsoEnforcement(ctx, { accountId }),
      listGroupMappings(ctx, { accountId }),
      listScimTokens(ctx, { accountId }),
      listProvidedRoles(ctx, accountId),
    ])
    client.setQueryData(ssoQueries.domains(accountId).queryKey, domains)
    client.setQueryData(ssoQueries.connections(accountId).queryKey, connections)
    if (connection) client.setQueryData(ssoQueries.connection(accountId, connection.id).queryKey, connection)
    client.setQueryData(ssoQueries.enforcement(accountId).queryKey, enforcement)
    client.setQueryData(groupMappingQueries.list(accountId).queryKey, mappings)
    client.setQueryData(scimQueries.tokens(accountId).queryKey, tokens)
    return { cache: dehydrate(client), roles }
  })
  if (!result.isAllowed)
    return (
      <>
        <PageHeader title="Single Sign-On" />
        <SsoClosed what="Single sign-on is not shown here." reason={result.refusal} />
      </>
    )
  return (
    <HydrationBoundary state={result.data.cache}>
      <SsoPage
        accountId={accountId}
        handle={account.handle}
        organizationName={account.name}
        roles={result.data.roles}
      />
    </HydrationBoundary>
  )
}

// One that is gone is said to be by the page, which has the way back.
async function connectionOf(ctx: Ctx, accountId: string, asked: string | null | undefined) {
  const connectionId = uuid().safeParse(asked)
  if (!connectionId.success) return null
  try {
    return await getSsoConnection(ctx, { accountId, connectionId: connectionId.data })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  }
}
