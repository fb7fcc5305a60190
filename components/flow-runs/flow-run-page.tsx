'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { ErrorState } from '@/components/feedback/error-state'
import { PageSection } from '@/components/ui/page-section'
import { Skeleton } from '@/components/ui/skeleton'
import { useLive } from '@/lib/client/use-live'
import { AppError } from '@/lib/errors'
import { flowRunQueries } from '@/lib/flow-runs/queries'
import type { FlowRunOf } from '@/lib/flow-runs/schema'
import { paths } from '@/lib/paths'
import { FlowRunGone } from './flow-run-gone'
import { FlowRunHeader } from './flow-run-header'
import { isEnded } from './status-looks'
import { RunFacts } from './run-facts'
import { RunLogs } from './run-logs'
import { RunParameters } from './run-parameters'
import { StateHistory } from './state-history'
import { useFlowRunChanges } from './use-flow-run-changes'

type FlowRunPageProps = { of: FlowRunOf; handle: string; workspaceHandle: string }

/** Everything about one run: how it went, what it was given, what it wrote. Followed until it has ended. */
export function FlowRunPage({ of, handle, workspaceHandle }: FlowRunPageProps) {
  const router = useRouter()
  const live = useLive()
  const {
    data: run,
    error,
    refetch,
    dataUpdatedAt,
  } = useQuery({
    ...flowRunQueries.detail(of),
    refetchInterval: live.refetchInterval,
  })
  const changes = useFlowRunChanges({
    of,
    onDone: (change) =>
      change === 'delete' ? router.push(paths.flowRuns(handle, workspaceHandle)) : undefined,
  })
  if (error instanceof AppError && error.code === 'not_found')
    return (
      <FlowRunGone handle={handle} workspaceHandle={workspaceHandle} {...(run ? { name: run.name } : {})} />
    )
  if (!run)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height="block" />
  return (
    <>
      <FlowRunHeader
        run={run}
        handle={handle}
        workspaceHandle={workspaceHandle}
        live={{ live, updatedAt: dataUpdatedAt, isFailing: error !== null }}
        onStart={(change) => changes.start(change, [run])}
      />
      <div className="mb-8 grid items-start gap-x-6 gap-y-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-6">
          <StateHistory states={run.states} asOf={run.as_of} />
          <RunParameters parameters={run.parameters} />
        </div>
        <RunFacts run={run} handle={handle} workspaceHandle={workspaceHandle} />
      </div>
      <PageSection id="logs" title="Logs">
        <RunLogs of={of} live={live} isEnded={isEnded(run.status)} />
      </PageSection>
      {changes.dialogs}
    </>
  )
}
