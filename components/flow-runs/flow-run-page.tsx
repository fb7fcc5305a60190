'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { ErrorState } from '@/components/feedback/error-state'
import { PageSection } from '@/components/ui/page-section'
import { Skeleton } from '@/components/ui/skeleton'
import { useLive } from '@/lib/client/use-live'
import { AppError } from '@/lib/errors'
import { flowRunQueries } from '@/lib/flow-runs/queries'
import { isFinal } from '@/lib/flow-runs/states'
import { FlowRunGone } from './flow-run-gone'
import { FlowRunHeader } from './flow-run-header'
import { RunFacts } from './run-facts'
import { RunLogs } from './run-logs'
import { RunParameters } from './run-parameters'
import { useRunsPlace } from './runs-place'
import { StateHistory } from './state-history'
import { SubRuns } from './sub-runs'
import { useFlowRunChanges } from './use-flow-run-changes'

/** Everything about one run: how it went, what it was given, what it wrote. Followed until it has ended. */
export function FlowRunPage({ flowRunId }: { flowRunId: string }) {
  const { of: workspace, runsHref } = useRunsPlace()
  const of = { ...workspace, flowRunId }
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
    onDone: (change) => (change === 'delete' ? router.push(runsHref()) : undefined),
  })
  if (error instanceof AppError && error.code === 'not_found')
    return <FlowRunGone {...(run ? { name: run.name } : {})} />
  if (!run)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height="block" />
  return (
    <>
      <FlowRunHeader
        run={run}
        live={{ live, updatedAt: dataUpdatedAt, isFailing: error !== null }}
        onStart={(change) => changes.start(change, [run])}
      />
      <div className="mb-8 grid items-start gap-x-6 gap-y-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-6">
          <StateHistory states={run.states} asOf={run.as_of} />
          <RunParameters parameters={run.parameters} />
          <SubRuns runs={run.children} />
        </div>
        <RunFacts run={run} />
      </div>
      <PageSection id="logs" title="Logs">
        <RunLogs of={of} live={live} isEnded={isFinal(run.state.type)} />
      </PageSection>
      {changes.dialogs}
    </>
  )
}
