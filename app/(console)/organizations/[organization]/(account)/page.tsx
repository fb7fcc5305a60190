import { redirect } from 'next/navigation'
import { OrganizationProfileView } from '@/components/accounts/organization-profile'
import { getOrganizationProfile } from '@/lib/accounts/service'
import { listRecentEvents } from '@/lib/audit/recent'
import { accountOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { paths } from '@/lib/paths'

type PageProps = { params: Promise<{ organization: string }> }

export default async function Page({ params }: PageProps) {
  const { account } = await accountOfPage((await params).organization)
  if (account.kind === 'PERSONAL') redirect(paths.workspaces(account.handle))
  const { profile, events } = await requiredPageData(async (ctx) => ({
    profile: await getOrganizationProfile(ctx, account.id),
    events: await listRecentEvents(ctx, account.id),
  }))
  return <OrganizationProfileView profile={profile} events={events} />
}
