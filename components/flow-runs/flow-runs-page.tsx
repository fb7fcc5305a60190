'use client'
import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { AddButton } from '@/components/ui/add-button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import type { Capability } from '@/lib/capability'
import { useDialog } from '@/lib/client/use-dialog'
import { flowQueries } from '@/lib/flows/queries'
import { FlowRunsTable } from './flow-runs-table'
import { useRunsPlace } from './runs-place'

const StartRunDialog = lazyDialog(() => import('./start-run-dialog').then((file) => file.StartRunDialog))

type FlowRunsPageProps = {
  workspaceName: string
  /** Whether the viewer may start runs. */
  start: Capability
}

/** The runs of a workspace, and starting another one. */
export function FlowRunsPage({ workspaceName, start }: FlowRunsPageProps) {
  const { isOpen, setIsOpen } = useDialog('start')
  const { of } = useRunsPlace()
  const [narrowedTo] = useQueryState('flow', parseAsString)
  const { data: flow } = useQuery({
    ...flowQueries.detail(of, narrowedTo ?? ''),
    enabled: narrowedTo !== null,
  })
  const [flowId, setFlowId] = useQueryState(
    'of',
    parseAsString.withOptions({ history: 'replace', shallow: true }),
  )
  return (
    <>
      <PageHeader
        title="Flow Runs"
        description={`What ran${flow ? ` of ${flow.name}` : ''} in ${workspaceName}, what runs now and what is due.`}
        actions={
          <AddButton label="Start run" onClick={() => setIsOpen(true)} disabledReason={reasonOf(start)} />
        }
      />
      <FlowRunsTable start={start} onStart={() => setIsOpen(true)} />
      {start.allowed ? (
        <StartRunDialog
          key={flowId ?? narrowedTo}
          isOpen={isOpen}
          onOpenChange={(isNext) => {
            setIsOpen(isNext)
            if (!isNext) void setFlowId(null)
          }}
          flowId={flowId ?? narrowedTo}
        />
      ) : null}
    </>
  )
}
