import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { countRuns, type CountedRuns } from './counts-store'
import { runMarkOf, statusOf } from './row'
import {
  runMarksAtMost,
  type RunBin,
  type RunCounts,
  type RunTimeline,
  type TimelinePeriod,
  type timelineInput,
} from '../schema'

const hour = 3_600_000

/** How far each picture looks back, and the length of its bins: whole hours, as runs are counted by the hour. */
const periods: Record<TimelinePeriod, { hours: number; hoursOfBin: number }> = {
  day: { hours: 24, hoursOfBin: 1 },
  week: { hours: 7 * 24, hoursOfBin: 3 },
  month: { hours: 30 * 24, hoursOfBin: 12 },
}

/**
 * The runs of a workspace that were expected in the last 24 hours, 7 or 30 days: counted by status in bins and, where they are at most
 * `runMarksAtMost`, one by one. The window is of whole hours in UTC and ends with the present one. Its cost is that of the hours and not of
 * the runs; of more than a thousand late runs the older ones count as scheduled. Needs `read:flow_run` there.
 */
export async function getRunTimeline(ctx: Ctx, input: z.output<typeof timelineInput>): Promise<RunTimeline> {
  const { workspaceId, period } = input
  await authorizeWorkspace(ctx, database(), input, 'read:flow_run')
  const { from, to } = windowOf(period, ctx.now)
  const length = periods[period].hoursOfBin * hour
  const found = await countRuns(database(), {
    workspaceId,
    from,
    to,
    seconds: length / 1_000,
    runsAtMost: runMarksAtMost,
    now: ctx.now,
  })
  const counted = sumOf(found.counted.map(({ runs }) => runs))
  // More than were counted: some came meanwhile.
  const areFew = counted <= runMarksAtMost && found.runs.length <= runMarksAtMost
  const bins = binsOf(
    { from, to, length },
    areFew
      ? found.runs.map((run) => ({
          bin: placeOf(new Date(run.expectedStartTime), from, length),
          status: statusOf(run, ctx.now),
          runs: 1,
        }))
      : found.counted,
  )
  return {
    period,
    from: from.toISOString(),
    to: to.toISOString(),
    total: sumOf(bins.map((bin) => bin.total)),
    counts: addCounts(bins.flatMap((bin) => Object.entries(bin.counts))),
    bins,
    runs: areFew ? found.runs.map((run) => runMarkOf(run, ctx.now)) : null,
    as_of: ctx.now.toISOString(),
  }
}

function windowOf(period: TimelinePeriod, now: Date): { from: Date; to: Date } {
  const to = (Math.floor(now.getTime() / hour) + 1) * hour
  return { from: new Date(to - periods[period].hours * hour), to: new Date(to) }
}

function binsOf(
  { from, to, length }: { from: Date; to: Date; length: number },
  counted: CountedRuns[],
): RunBin[] {
  return Array.from({ length: placeOf(to, from, length) }, (_, place) => {
    const start = from.getTime() + place * length
    const inside = counted.filter(({ bin }) => bin === place)
    const counts = addCounts(inside.map(({ status, runs }) => [status, runs]))
    return {
      start: new Date(start).toISOString(),
      end: new Date(start + length).toISOString(),
      total: sumOf(Object.values(counts)),
      counts,
    }
  })
}

function placeOf(time: Date, from: Date, length: number): number {
  return Math.floor((time.getTime() - from.getTime()) / length)
}

function addCounts(entries: readonly (readonly [string, number])[]): RunCounts {
  const sums = new Map<string, number>()
  for (const [status, runs] of entries) sums.set(status, (sums.get(status) ?? 0) + runs)
  return Object.fromEntries([...sums].filter(([, runs]) => runs > 0))
}

function sumOf(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
