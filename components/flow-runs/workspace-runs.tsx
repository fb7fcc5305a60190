'use client'
import { useQuery } from '@tanstack/react-query'
import { Waiting } from '@/components/feedback/waiting'
import { Skeleton } from '@/components/ui/skeleton'
import { useLive } from '@/lib/client/use-live'
import { flowRunQueries } from '@/lib/flow-runs/queries'
import { failedTypes } from '@/lib/flow-runs/states'
import type { WorkspaceDetail } from '@/lib/workspaces/schema'
import { HowRunsGetHere } from './how-runs-get-here'
import { RunListCard } from './run-list-card'
import { RunsCard } from './runs-card'
import { useRunsPlace } from './runs-place'

type WorkspaceRunsProps = {
  workspace: Pick<WorkspaceDetail, 'name' | 'account'>
  /** What makes a client report here, with a place for the key. */
  command: string
}

/** What a workspace's overview says of its runs: how the last ones went, what failed last, what is due next. */
export function WorkspaceRuns({ workspace, command }: WorkspaceRunsProps) {
  const { of, runsHref } = useRunsPlace()
  const live = useLive()
  const { data, error, refetch } = useQuery({
    ...flowRunQueries.overview(of),
    refetchInterval: live.refetchInterval,
  })
  if (data && !data.has_flows) return <HowRunsGetHere workspace={workspace} command={command} />
  return (
    <>
      <RunsCard live={live} now={data} />
      {data ? (
        <div className="mb-8 grid items-start gap-4 md:grid-cols-2">
          <RunListCard
            title="Latest failures"
            all={{ label: 'All failures', href: runsHref({ status: failedTypes.join(',') }) }}
            runs={data.failures}
            timeOf={({ state }) => state.timestamp}
            empty="Nothing has failed."
          />
          <RunListCard
            title="Next scheduled"
            all={{ label: 'All scheduled', href: runsHref({ status: 'SCHEDULED,LATE' }) }}
            runs={data.next}
            timeOf={({ next_start_time, expected_start_time }) => next_start_time ?? expected_start_time}
            empty="Nothing is scheduled. What executes the flows of this workspace schedules runs, or you start one."
          />
        </div>
      ) : (
        <Waiting error={error} onRetry={() => void refetch()}>
          <div className="mb-8 grid gap-4 md:grid-cols-2">
            <Skeleton width="full" height="block" />
            <Skeleton width="full" height="block" />
          </div>
        </Waiting>
      )}
    </>
  )
}
