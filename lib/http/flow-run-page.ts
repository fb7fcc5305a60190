import { notFound } from 'next/navigation'
import { cache } from 'react'
import { getFlowRunDetail } from '@/lib/flow-runs/pages/detail'
import { flowRunParams } from '@/lib/flow-runs/schema'
import { pageData } from './page-data'
import { workspaceOfPage } from './workspace-page'

type Address = { organization: string; workspace: string; run: string }

/** The run of a page's address and the workspace it is in, or why the viewer may not read it; read once per request. */
export function flowRunOfPage({ organization, workspace, run }: Address) {
  return load(organization, workspace, run)
}

// Remembered by its arguments, which are texts: objects would never be the same.
const load = cache(async (organization: string, workspaceHandle: string, flowRunId: string) => {
  const { account, workspace } = await workspaceOfPage(organization, workspaceHandle)
  const params = flowRunParams.safeParse({ accountId: account.id, workspaceId: workspace.id, flowRunId })
  if (!params.success) notFound()
  const of = params.data
  return { account, workspace, of, run: await pageData((ctx) => getFlowRunDetail(ctx, of)) }
})
