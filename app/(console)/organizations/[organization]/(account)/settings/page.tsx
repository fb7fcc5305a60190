import type { Metadata } from 'next'
import { OrganizationSettings } from '@/components/accounts/organization-settings'
import { getOrganizationProfile } from '@/lib/accounts/service'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'

export const metadata: Metadata = { title: 'Settings' }

type PageProps = { params: Promise<{ organization: string }> }

export default async function Page({ params }: PageProps) {
  const { account } = await organizationOfPage((await params).organization)
  const profile = await requiredPageData((ctx) => getOrganizationProfile(ctx, account.id))
  return <OrganizationSettings profile={profile} />
}
