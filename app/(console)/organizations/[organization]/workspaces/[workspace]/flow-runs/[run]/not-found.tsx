'use client'
import { useParams } from 'next/navigation'
import { FlowRunGone } from '@/components/flow-runs/flow-run-gone'

export default function NotFound() {
  const { organization, workspace } = useParams<{ organization: string; workspace: string }>()
  return (
    <>
      {/* Metadata has no say where a page finds out while its own metadata is made. */}
      <title>No such run · Roster</title>
      <FlowRunGone handle={organization} workspaceHandle={workspace} />
    </>
  )
}
