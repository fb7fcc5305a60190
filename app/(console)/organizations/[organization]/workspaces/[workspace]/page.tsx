import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { WorkspaceOverview } from '@/components/workspaces/workspace-overview'
import { requiredPageData } from '@/lib/http/page-data'
import { notePageVisit, workspaceOfPage } from '@/lib/http/workspace-page'
import type { AccessView } from '@/lib/sharing/schema'
import { listAccess } from '@/lib/sharing/service'
import { workspaceQueries } from '@/lib/workspaces/queries'

type PageProps = { params: Promise<{ organization: string; workspace: string }> }

const peopleAtMost = 8

export default async function Page({ params }: PageProps) {
  const { organization, workspace: handle } = await params
  const { account, workspace } = await workspaceOfPage(organization, handle)
  await notePageVisit(workspace)
  const of = { accountId: account.id, workspaceId: workspace.id }
  const people: { rows: AccessView[]; nextCursor: string | null } | null = workspace.can.readAccess.allowed
    ? await requiredPageData((ctx) => listAccess(ctx, { ...of, search: '', limit: peopleAtMost }))
    : null
  const client = new QueryClient()
  client.setQueryData(workspaceQueries.detail(account.id, workspace.id).queryKey, workspace)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <WorkspaceOverview {...of} people={people} />
    </HydrationBoundary>
  )
}
