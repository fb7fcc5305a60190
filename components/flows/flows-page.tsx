'use client'
import { useRouter } from 'next/navigation'
import { HowRunsGetHere } from '@/components/flow-runs/how-runs-get-here'
import type { RunsPlace } from '@/components/flow-runs/flow-runs-page'
import { PageHeader } from '@/components/ui/page-header'
import { paths } from '@/lib/paths'
import type { WorkspaceDetail } from '@/lib/workspaces/schema'
import { FlowsTable } from './flows-table'

type FlowsPageProps = {
  place: RunsPlace
  workspace: Pick<WorkspaceDetail, 'name' | 'account'>
  /** What makes a client report here. */
  command: string
}

/** What runs in a workspace again and again. */
export function FlowsPage({ place, workspace, command }: FlowsPageProps) {
  const router = useRouter()
  return (
    <>
      <PageHeader
        title="Flows"
        description={`What runs in ${workspace.name} again and again. A flow is registered by the client that runs it.`}
      />
      <FlowsTable
        place={place}
        onStart={(flowId) => router.push(paths.startFlowRun(place.handle, place.workspaceHandle, flowId))}
        empty={<HowRunsGetHere workspace={workspace} command={command} />}
      />
    </>
  )
}
