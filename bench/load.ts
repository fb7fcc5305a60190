import autocannon from 'autocannon'

/** Where requests go and what each of them is. */
export type Target = { url: string; nextRequest: () => autocannon.Request }

/** How long a run is: in time, or in requests where each can be made only once. */
export type RunLength = { seconds: number } | { requests: number }

export type Run = { requestsPerSecond: number; p95: number }

const manyConnections = 16

/**
 * One run of 16 connections, each sending its next request when it has its answer. `p95` is in milliseconds. Throws when a
 * single answer is not a 2xx: half a figure is no figure.
 */
export async function runLoad(target: Target, length: RunLength): Promise<Run> {
  const { milliseconds, seconds } = await timeAnswers(target, length, manyConnections)
  return { requestsPerSecond: milliseconds.length / seconds, p95: percentile(milliseconds, 0.95) }
}

/** How long each answer of a run took, in the order they came, and the whole run. Throws as `runLoad` does. */
export async function timeAnswers(
  target: Target,
  length: RunLength,
  connections: number,
): Promise<{ milliseconds: number[]; seconds: number }> {
  const { hostname } = new URL(target.url)
  if (hostname !== '127.0.0.1') throw new Error(`The bench aims at this machine only, not at ${hostname}.`)
  const milliseconds: number[] = []
  const statuses = new Map<number, number>()
  const startedAt = performance.now()
  let endedAt = startedAt
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      {
        url: target.url,
        connections,
        timeout: 30,
        requests: [{ setupRequest: (request) => ({ ...request, ...target.nextRequest() }) }],
        ...('seconds' in length ? { duration: length.seconds } : { amount: length.requests }),
      },
      (error: unknown) =>
        error ? reject(new Error('the load could not be made', { cause: error })) : resolve(),
    )
    instance.on('response', (_client, status, _bytes, time) => {
      milliseconds.push(time)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      endedAt = performance.now()
    })
  })
  refuseFailures(statuses)
  return { milliseconds, seconds: (endedAt - startedAt) / 1_000 }
}

/** The run in the middle, by requests per second. */
export function medianRun(runs: Run[]): Run {
  const middle = runs.toSorted((one, other) => one.requestsPerSecond - other.requestsPerSecond)[
    Math.floor(runs.length / 2)
  ]
  if (!middle) throw new Error('there were no runs to take the median of')
  return middle
}

function refuseFailures(statuses: Map<number, number>): void {
  if (statuses.size === 0) throw new Error('Nothing answered.')
  const failures = [...statuses].filter(([status]) => status < 200 || status > 299)
  if (failures.length > 0)
    throw new Error(
      `Some answers failed: ${failures.map(([status, count]) => `${count} × ${status}`).join(', ')}.`,
    )
}

/** The value below which this share of the values lies. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
