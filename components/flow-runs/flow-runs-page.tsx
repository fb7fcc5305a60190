'use client'
import { parseAsString, useQueryState } from 'nuqs'
import { AddButton } from '@/components/ui/add-button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import type { Capability } from '@/lib/capability'
import { useDialog } from '@/lib/client/use-dialog'
import { FlowRunsTable } from './flow-runs-table'

const StartRunDialog = lazyDialog(() => import('./start-run-dialog').then((file) => file.StartRunDialog))

type FlowRunsPageProps = {
  workspaceName: string
  /** Whether the viewer may start runs. */
  start: Capability
}

/** The runs of a workspace, and starting another one. */
export function FlowRunsPage({ workspaceName, start }: FlowRunsPageProps) {
  const { isOpen, setIsOpen } = useDialog('start')
  const [flowId, setFlowId] = useQueryState(
    'of',
    parseAsString.withOptions({ history: 'replace', shallow: true }),
  )
  return (
    <>
      <PageHeader
        title="Flow Runs"
        description={`What ran in ${workspaceName}, what runs now and what is due.`}
        actions={
          <AddButton label="Start run" onClick={() => setIsOpen(true)} disabledReason={reasonOf(start)} />
        }
      />
      <FlowRunsTable start={start} onStart={() => setIsOpen(true)} />
      {start.allowed ? (
        <StartRunDialog
          key={flowId}
          isOpen={isOpen}
          onOpenChange={(isNext) => {
            setIsOpen(isNext)
            if (!isNext) void setFlowId(null)
          }}
          flowId={flowId}
        />
      ) : null}
    </>
  )
}
