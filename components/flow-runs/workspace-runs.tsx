'use client'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '@/components/feedback/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { useLive } from '@/lib/client/use-live'
import { flowRunQueries } from '@/lib/flow-runs/queries'
import { paths } from '@/lib/paths'
import type { WorkspaceDetail } from '@/lib/workspaces/schema'
import { HowRunsGetHere } from './how-runs-get-here'
import { RunListCard } from './run-list-card'
import { RunsCard } from './runs-card'

type WorkspaceRunsProps = {
  workspace: Pick<WorkspaceDetail, 'id' | 'name' | 'handle' | 'account'>
  /** What makes a client report here, with a place for the key. */
  command: string
}

/** What a workspace's overview says of its runs: how the last ones went, what failed last, what is due next. */
export function WorkspaceRuns({ workspace, command }: WorkspaceRunsProps) {
  const { id: workspaceId, handle: workspaceHandle, account } = workspace
  const of = { accountId: account.id, workspaceId }
  const live = useLive()
  const { data, error, refetch } = useQuery({
    ...flowRunQueries.overview(of),
    refetchInterval: live.refetchInterval,
  })
  const place = { handle: account.handle, workspaceHandle }
  if (data && !data.has_flows) return <HowRunsGetHere workspace={workspace} command={command} />
  return (
    <>
      <RunsCard of={of} {...place} live={live} />
      {data ? (
        <div className="mb-8 grid items-start gap-4 md:grid-cols-2">
          <RunListCard
            {...place}
            title="Latest failures"
            all={{
              label: 'All failures',
              href: paths.flowRuns(account.handle, workspaceHandle, { status: 'FAILED,CRASHED' }),
            }}
            runs={data.failures}
            timeOf={({ state }) => state.timestamp}
            empty="Nothing has failed."
          />
          <RunListCard
            {...place}
            title="Next scheduled"
            all={{
              label: 'All scheduled',
              href: paths.flowRuns(account.handle, workspaceHandle, { status: 'SCHEDULED,LATE' }),
            }}
            runs={data.next}
            timeOf={({ next_start_time, expected_start_time }) => next_start_time ?? expected_start_time}
            empty="Nothing is scheduled. What executes the flows of this workspace schedules runs, or you start one."
          />
        </div>
      ) : (
        <Waiting error={error} onRetry={() => void refetch()} />
      )}
    </>
  )
}

function Waiting({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error) return <ErrorState error={error} onRetry={onRetry} />
  return (
    <div className="mb-8 grid gap-4 md:grid-cols-2">
      <Skeleton width="full" height="block" />
      <Skeleton width="full" height="block" />
    </div>
  )
}
