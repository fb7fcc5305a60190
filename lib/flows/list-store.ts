import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import { timeText } from '@/lib/db/time-text'
import type { Tx } from '@/lib/db/transaction'
import type { StateType } from '@/lib/flow-runs/states'
import type { CursorPosition } from '@/lib/pages/page'

export type RunOfFlow = {
  id: string
  name: string
  stateType: StateType
  stateName: string
  expectedStartTime: string
  nextStartTime: string | null
}

export type ListedFlow = {
  id: string
  name: string
  tags: string[]
  labels: Record<string, unknown>
  createdAt: string
  updatedAt: string
  /** Those expected until now, newest first; null where there are none. */
  recentRuns: RunOfFlow[] | null
  nextRun: RunOfFlow | null
}

type Asked = { workspaceId: string; recentAtMost: number; now: Date }

/** One page of flows by name, after a position, each with its last runs, from the index of a flow's runs. Planned each time, as a search may find few. */
export async function listFlowsByName(
  tx: Tx,
  page: Asked & {
    search: string
    lastRunStates: StateType[]
    after: CursorPosition | null
    limit: number
  },
): Promise<ListedFlow[]> {
  const { workspaceId, search, lastRunStates, after, limit } = page
  const pattern = containsPattern(search)
  // Each of the two has its index.
  const isFound = search
    ? Prisma.sql`AND (f.name ILIKE ${pattern} OR flow_tags_text(f.tags) ILIKE ${pattern})`
    : Prisma.empty
  const isInState =
    lastRunStates.length > 0
      ? Prisma.sql`AND (SELECT r.state_type ${lastRuns(page.now)} LIMIT 1) = ANY(${lastRunStates}::"FlowRunStateType"[])`
      : Prisma.empty
  // A cursor holds no name of any length: it counts when the flow is gone.
  const isAfter = after
    ? Prisma.sql`AND f.name > coalesce((
        SELECT one.name FROM flow one WHERE one.workspace_id = ${workspaceId}::uuid AND one.id = ${after.id}::uuid), ${after.key})`
    : Prisma.empty
  return tx.$queryRaw<ListedFlow[]>`
    ${planEachTime} SELECT ${flowColumns(page)} FROM (
      SELECT * FROM flow f WHERE f.workspace_id = ${workspaceId}::uuid ${isFound} ${isInState} ${isAfter} ORDER BY f.name LIMIT ${limit}) f
    ORDER BY f.name`
}

/** One flow with its last runs; null when there is none. */
export async function findListedFlow(tx: Tx, asked: Asked & { flowId: string }): Promise<ListedFlow | null> {
  const [flow] = await tx.$queryRaw<ListedFlow[]>`
    SELECT ${flowColumns(asked)} FROM flow f
    WHERE f.workspace_id = ${asked.workspaceId}::uuid AND f.id = ${asked.flowId}::uuid`
  return flow ?? null
}

function flowColumns({ recentAtMost, now }: Asked): Prisma.Sql {
  return Prisma.sql`f.id, f.name, f.tags, f.labels,
    ${timeText(Prisma.sql`f.created_at`)} AS "createdAt", ${timeText(Prisma.sql`f.updated_at`)} AS "updatedAt",
    (SELECT json_agg(${runJson} ORDER BY r.expected_start_time DESC, r.id DESC) FROM (
      SELECT r.* ${lastRuns(now)} LIMIT ${recentAtMost}) r) AS "recentRuns",
    (SELECT ${runJson} ${runsOf} AND r.state_type = 'SCHEDULED' AND r.expected_start_time > ${now}
      ORDER BY r.expected_start_time, r.id LIMIT 1) AS "nextRun"`
}

const runsOf = Prisma.sql`FROM flow_run r WHERE r.workspace_id = f.workspace_id AND r.flow_id = f.id`

function lastRuns(now: Date): Prisma.Sql {
  return Prisma.sql`${runsOf} AND r.expected_start_time <= ${now} ORDER BY r.expected_start_time DESC, r.id DESC`
}

const runJson = Prisma.sql`json_build_object('id', r.id, 'name', r.name, 'stateType', r.state_type, 'stateName', r.state_name,
  'expectedStartTime', ${timeText(Prisma.sql`r.expected_start_time`)},
  'nextStartTime', ${timeText(Prisma.sql`r.next_scheduled_start_time`)})`
