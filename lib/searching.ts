import { principalIdOf, requirePrincipal } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { isOutOfTime, readWithin, type Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'

const secondsAtMost = 12
const atOnceByOne = 2
const waitingAtMostByOne = 100
const waitMilliseconds = 5_000
const retryAfterSeconds = 5

type Waiting = { principalId: string; start: () => void }

const running = new Map<string, number>()
const waiting: Waiting[] = []

/**
 * Reads what may take the database long, as it depends on what was asked. Two such searches of one principal run at once, and all together
 * hold no more than a third of the connections (two thirds where pages search too, which Next bundles apart): the others wait, so that
 * whoever searches is in nobody else's way. Throws
 * `rate_limited`/`too_many_searches` for one that waited for five seconds or found a hundred before it, and `invalid_input`/`search_too_long`
 * when a statement takes more than twelve seconds.
 */
export async function searching<Result>(ctx: Ctx, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  // The command line is alone in its process.
  const principalId = ctx.actor.kind === 'SYSTEM' ? ctx.actor.name : principalIdOf(requirePrincipal(ctx))
  await takePlace(principalId)
  try {
    return await readInTime(work)
  } finally {
    running.set(principalId, runningOf(principalId) - 1)
    if (runningOf(principalId) === 0) running.delete(principalId)
    startNext()
  }
}

/** The same, but where what is asked can only be little, it waits for nobody and is in nobody's way: its time alone is bounded. */
export async function reading<Result>(
  ctx: Ctx,
  isLittle: boolean,
  read: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return isLittle ? readInTime(read) : searching(ctx, read)
}

async function readInTime<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
  let hasBegun = false
  try {
    return await readWithin(secondsAtMost, (tx) => {
      hasBegun = true
      return work(tx)
    })
  } catch (error) {
    if (!isOutOfTime(error)) throw error
    // It may have waited for a connection all the while.
    throw hasBegun ? searchTooLong() : tooManySearches()
  }
}

async function takePlace(principalId: string): Promise<void> {
  if (hasPlace(principalId)) return occupy(principalId)
  const before = waiting.filter((one) => one.principalId === principalId).length
  if (before >= waitingAtMostByOne) throw tooManySearches()
  await new Promise<void>((resolve, reject) => {
    const one = { principalId, start }
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(one), 1)
      reject(tooManySearches())
    }, waitMilliseconds)
    function start() {
      clearTimeout(timer)
      resolve()
    }
    waiting.push(one)
  })
}

function startNext(): void {
  const next = waiting.findIndex(({ principalId }) => hasPlace(principalId))
  const [one] = next === -1 ? [] : waiting.splice(next, 1)
  if (!one) return
  occupy(one.principalId)
  one.start()
}

function hasPlace(principalId: string): boolean {
  const all = [...running.values()].reduce((sum, count) => sum + count, 0)
  return runningOf(principalId) < atOnceByOne && all < Math.ceil(env().DATABASE_POOL_SIZE / 3)
}

function occupy(principalId: string): void {
  running.set(principalId, runningOf(principalId) + 1)
}

function runningOf(principalId: string): number {
  return running.get(principalId) ?? 0
}

function tooManySearches(): AppError {
  return new AppError('rate_limited', 'too_many_searches', {
    message: 'Too many searches at once. Wait a few seconds and try again, with one after the other.',
    retryAfterSeconds,
  })
}

function searchTooLong(): AppError {
  return new AppError('invalid_input', 'search_too_long', {
    message: `The search took longer than ${secondsAtMost} seconds. Narrow it: by fewer days, or by what it is about.`,
  })
}
