'use client'
import { useRouter } from 'next/navigation'
import { HowRunsGetHere } from '@/components/flow-runs/how-runs-get-here'
import { useRunsPlace } from '@/components/flow-runs/runs-place'
import { PageHeader } from '@/components/ui/page-header'
import type { WorkspaceDetail } from '@/lib/workspaces/schema'
import { FlowsTable } from './flows-table'

type FlowsPageProps = {
  workspace: Pick<WorkspaceDetail, 'name' | 'account'>
  /** What makes a client report here. */
  command: string
}

/** What runs in a workspace again and again. */
export function FlowsPage({ workspace, command }: FlowsPageProps) {
  const router = useRouter()
  const { startHref } = useRunsPlace()
  return (
    <>
      <PageHeader
        title="Flows"
        description={`What runs in ${workspace.name} again and again. A flow is registered by the client that runs it.`}
      />
      <FlowsTable
        onStart={(flowId) => router.push(startHref(flowId))}
        empty={<HowRunsGetHere workspace={workspace} command={command} />}
      />
    </>
  )
}
