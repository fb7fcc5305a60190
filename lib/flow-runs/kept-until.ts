const day = 86_400_000

type Ended = {
  endTime: string
  expectedStartTime: string
  /** When it was touched last. */
  updatedAt: string
  /** Before which no run of the workspace is removed for its age. */
  runsKeptUntil: string | null
}

/** Until when a run that ended is kept, as `deleteOldRuns` of the store removes it, by a plan that keeps runs for so many days. */
export function keptUntil({ runsKeptUntil, ...run }: Ended, days: number): Date {
  const times = [run.endTime, run.expectedStartTime, run.updatedAt].map((time) => Date.parse(time))
  const over = Math.max(...times) + days * day
  return new Date(Math.max(over, runsKeptUntil === null ? 0 : Date.parse(runsKeptUntil)))
}
