import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { OrganizationSettings } from '@/components/accounts/organization-settings'
import { getOrganizationProfile } from '@/lib/accounts/service'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData, unlessForbidden } from '@/lib/http/page-data'
import { ipAllowlistKeys } from '@/lib/ip-allowlist/queries'
import { getIpAllowlist } from '@/lib/ip-allowlist/service'
import { webhookKeys } from '@/lib/webhooks/queries'
import { listWebhooks } from '@/lib/webhooks/service'

export const metadata: Metadata = { title: 'Settings' }

type PageProps = { params: Promise<{ organization: string }> }

export default async function Page({ params }: PageProps) {
  const { account } = await organizationOfPage((await params).organization)
  const [profile, list, webhooks] = await requiredPageData((ctx) =>
    Promise.all([
      getOrganizationProfile(ctx, account.id),
      getIpAllowlist(ctx, { accountId: account.id }),
      unlessForbidden(listWebhooks(ctx, { accountId: account.id })),
    ]),
  )
  const queryClient = new QueryClient()
  queryClient.setQueryData(ipAllowlistKeys.list(account.id), list)
  if (webhooks.data) queryClient.setQueryData(webhookKeys.list(account.id), webhooks.data)
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <OrganizationSettings profile={profile} webhooksRefusal={webhooks.refusal} />
    </HydrationBoundary>
  )
}
