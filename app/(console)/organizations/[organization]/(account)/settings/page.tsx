import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { OrganizationSettings } from '@/components/accounts/organization-settings'
import { getOrganizationProfile } from '@/lib/accounts/service'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { ipAllowlistKeys } from '@/lib/ip-allowlist/queries'
import { getIpAllowlist } from '@/lib/ip-allowlist/service'

export const metadata: Metadata = { title: 'Settings' }

type PageProps = { params: Promise<{ organization: string }> }

export default async function Page({ params }: PageProps) {
  const { account } = await organizationOfPage((await params).organization)
  const [profile, list] = await requiredPageData((ctx) =>
    Promise.all([getOrganizationProfile(ctx, account.id), getIpAllowlist(ctx, { accountId: account.id })]),
  )
  const queryClient = new QueryClient()
  queryClient.setQueryData(ipAllowlistKeys.list(account.id), list)
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <OrganizationSettings profile={profile} />
    </HydrationBoundary>
  )
}
