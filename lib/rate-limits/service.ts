import { createHash } from 'node:crypto'
import { RateLimiterRes, type RateLimiterPostgres } from 'rate-limiter-flexible'
import { AppError } from '@/lib/errors'
import { pointsOf, rateLimits, type RateLimitName } from './limits'
import { countEach, createCounter } from './store'

/**
 * Counts tries of a key (an address, a client, a user id) against a limit. Throws `rate_limited` with a sentence and the seconds to
 * wait once the tries of the period are used up, in whichever process they were made. Call it before a transaction, never in
 * one: a try counts even when what it was for is rolled back, and the embedded database has only one connection to give.
 */
export async function consume(name: RateLimitName, key: string, tries = 1): Promise<void> {
  const seconds = await secondsToWait(name, key, tries)
  if (seconds > 0) throw tooManyTries(name, seconds)
}

/** The same for limits that the caller may let pass: 0, or how many seconds are left to wait. */
export async function secondsToWait(name: RateLimitName, key: string, tries = 1): Promise<number> {
  try {
    await counterOf(name).consume(hashed(key), tries)
    return 0
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1_000))
    throw error
  }
}

/** Counts one try of each of several keys in one statement; returns those whose tries are used up. */
export async function consumeEach(name: RateLimitName, keys: string[]): Promise<Set<string>> {
  const distinct = [...new Set(keys)]
  if (distinct.length === 0) return new Set()
  const counted = await countEach(name, distinct.map(hashed), rateLimits[name].seconds)
  return new Set(distinct.filter((key) => (counted.get(hashed(key)) ?? 0) > pointsOf(name)))
}

/** The refusal for a limit, saying how long to wait. */
export function tooManyTries(name: RateLimitName, seconds: number): AppError {
  return new AppError('rate_limited', 'too_many_tries', {
    message: `Too many tries to ${rateLimits[name].attempt}. Wait ${waitInWords(seconds)} and try again.`,
    retryAfterSeconds: seconds,
  })
}

/** Forgets the tries of a key, for instance after the person signed in. */
export async function resetLimit(name: RateLimitName, key: string): Promise<void> {
  await counterOf(name).delete(hashed(key))
}

const counters = new Map<RateLimitName, RateLimiterPostgres>()

function counterOf(name: RateLimitName): RateLimiterPostgres {
  const known = counters.get(name)
  if (known) return known
  const { seconds } = rateLimits[name]
  const counter = createCounter({ name, points: pointsOf(name), seconds })
  counters.set(name, counter)
  return counter
}

// The table holds no addresses of people, and its keys have one length.
function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

function waitInWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? 'a second' : `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
