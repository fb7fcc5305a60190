'use client'
import { createContext, type ReactNode, use, useMemo } from 'react'
import { invariant } from '@/lib/errors'
import { paths } from '@/lib/paths'
import type { WorkspaceOf } from '@/lib/workspaces/schema'

type Filters = Parameters<typeof paths.flowRuns>[2]

/** The workspace whose flows and runs the pages show: its ids for queries and orders, and the ways to its pages. */
export type RunsPlace = {
  of: WorkspaceOf
  runHref: (flowRunId: string) => string
  /** The list, narrowed as its address says it. */
  runsHref: (filters?: Filters) => string
  startHref: (flowId: string) => string
}

const PlaceContext = createContext<RunsPlace | null>(null)

type RunsPlaceProviderProps = WorkspaceOf & { handle: string; workspaceHandle: string; children: ReactNode }

/** Tells everything below whose flows and runs it shows. */
export function RunsPlaceProvider(props: RunsPlaceProviderProps) {
  const { accountId, workspaceId, handle, workspaceHandle, children } = props
  const place = useMemo(
    () => ({
      of: { accountId, workspaceId },
      runHref: (flowRunId: string) => paths.flowRun(handle, workspaceHandle, flowRunId),
      runsHref: (filters?: Filters) => paths.flowRuns(handle, workspaceHandle, filters),
      startHref: (flowId: string) => paths.startFlowRun(handle, workspaceHandle, flowId),
    }),
    [accountId, workspaceId, handle, workspaceHandle],
  )
  return <PlaceContext value={place}>{children}</PlaceContext>
}

export function useRunsPlace(): RunsPlace {
  const place = use(PlaceContext)
  invariant(place !== null, 'flows and runs are shown below a workspace')
  return place
}
