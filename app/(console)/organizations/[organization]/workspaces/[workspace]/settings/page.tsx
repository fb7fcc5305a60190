import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { WorkspaceSettings } from '@/components/workspaces/workspace-settings'
import { shellOfPage } from '@/lib/http/shell-data'
import { notePageVisit, workspaceOfPage } from '@/lib/http/workspace-page'
import { workspaceQueries } from '@/lib/workspaces/queries'

export const metadata: Metadata = { title: 'Settings' }

type PageProps = { params: Promise<{ organization: string; workspace: string }> }

export default async function Page({ params }: PageProps) {
  const { organization, workspace: handle } = await params
  const { account, workspace } = await workspaceOfPage(organization, handle)
  await notePageVisit(workspace)
  const { accounts } = await shellOfPage()
  const client = new QueryClient()
  client.setQueryData(workspaceQueries.detail(account.id, workspace.id).queryKey, workspace)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <WorkspaceSettings
        workspace={workspace}
        otherAccounts={accounts.filter(({ id }) => id !== account.id)}
      />
    </HydrationBoundary>
  )
}
