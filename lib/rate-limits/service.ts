import { createHash } from 'node:crypto'
import { RateLimiterRes, type RateLimiterPostgres } from 'rate-limiter-flexible'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { rateLimits, type RateLimitName } from './limits'
import { createCounter } from './store'

/**
 * Counts one try of a key (an address, a client, a user id) against a limit. Throws `rate_limited` with a sentence and the seconds
 * to wait once the tries of the period are used up, in whichever process they were made.
 */
export async function consume(name: RateLimitName, key: string): Promise<void> {
  const seconds = await secondsToWait(name, key)
  if (seconds > 0) throw tooManyTries(name, seconds)
}

/** The same for limits that the caller may let pass: 0, or how many seconds are left to wait. */
export async function secondsToWait(name: RateLimitName, key: string): Promise<number> {
  try {
    await counterOf(name).consume(hashed(key))
    return 0
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1_000))
    throw error
  }
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
  const { tries, seconds } = rateLimits[name]
  const points = Math.max(1, Math.round(tries * env().RATE_LIMIT_FACTOR))
  const counter = createCounter({ name, points, seconds, sweeps: counters.size === 0 })
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
