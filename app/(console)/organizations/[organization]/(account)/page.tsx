import { redirect } from 'next/navigation'
import { OrganizationProfileView } from '@/components/accounts/organization-profile'
import { getOrganizationProfile } from '@/lib/accounts/service'
import { listRecentEvents } from '@/lib/audit/recent'
import { accountOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { paths } from '@/lib/paths'
import { countWorkspaces } from '@/lib/workspaces/service'

type PageProps = { params: Promise<{ organization: string }> }

export default async function Page({ params }: PageProps) {
  const { account, can } = await accountOfPage((await params).organization)
  if (account.kind === 'PERSONAL') redirect(paths.workspaces(account.handle))
  const { profile, workspaces, events } = await requiredPageData(async (ctx) => ({
    profile: await getOrganizationProfile(ctx, account.id),
    workspaces: await countWorkspaces(ctx, account.id),
    events: await listRecentEvents(ctx, account.id),
  }))
  return (
    <OrganizationProfileView
      profile={profile}
      workspaces={workspaces}
      createWorkspace={can.createWorkspace}
      events={events}
    />
  )
}
