import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { NotShown } from '@/components/feedback/not-shown'
import { WorkspaceRuns } from '@/components/flow-runs/workspace-runs'
import { WorkspaceOverview } from '@/components/workspaces/workspace-overview'
import { workspaceCommand } from '@/lib/api-keys/configuration'
import type { Ctx } from '@/lib/authz/context'
import { getRunTimeline } from '@/lib/flow-runs/pages/counts'
import { getWorkspaceRuns } from '@/lib/flow-runs/pages/overview'
import { flowRunQueries } from '@/lib/flow-runs/queries'
import { timelineInput } from '@/lib/flow-runs/schema'
import { requiredPageData, unlessForbidden } from '@/lib/http/page-data'
import { parseInput } from '@/lib/http/parse-input'
import { notePageVisit, workspaceOfPage } from '@/lib/http/workspace-page'
import type { AccessView } from '@/lib/sharing/schema'
import { listAccess } from '@/lib/sharing/service'
import { workspaceQueries } from '@/lib/workspaces/queries'
import type { WorkspaceOf } from '@/lib/workspaces/schema'

type PageProps = {
  params: Promise<{ organization: string; workspace: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

const peopleAtMost = 8

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, workspace: handle } = await params
  const { account, workspace } = await workspaceOfPage(organization, handle)
  await notePageVisit(workspace)
  const of = { accountId: account.id, workspaceId: workspace.id }
  const people: { rows: AccessView[]; nextCursor: string | null } | null = workspace.can.readAccess.allowed
    ? await requiredPageData((ctx) => listAccess(ctx, { ...of, search: '', limit: peopleAtMost }))
    : null
  const client = new QueryClient()
  client.setQueryData(workspaceQueries.detail(account.id, workspace.id).queryKey, workspace)
  const { period } = await searchParams
  const runs = await requiredPageData((ctx) => unlessForbidden(seedRuns(ctx, client, of, period)))
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <WorkspaceOverview {...of} people={people}>
        {runs.refusal ? (
          <div className="mb-8">
            <NotShown what="How its flow runs went would be shown here." reason={runs.refusal} />
          </div>
        ) : (
          <WorkspaceRuns workspace={workspace} command={workspaceCommand(of)} />
        )}
      </WorkspaceOverview>
    </HydrationBoundary>
  )
}

async function seedRuns(ctx: Ctx, client: QueryClient, of: WorkspaceOf, period: unknown): Promise<true> {
  const input = parseInput(timelineInput, { ...of, period })
  client.setQueryData(flowRunQueries.timeline(of, input.period).queryKey, await getRunTimeline(ctx, input))
  client.setQueryData(flowRunQueries.overview(of).queryKey, await getWorkspaceRuns(ctx, of))
  return true
}
