import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { pointsOf, rateLimits, type RateLimitName } from './limits'

/**
 * Counts one try in this process alone, without asking the database: for what is refused so cheaply that counting must not cost more.
 * Returns 0, or how many seconds are left to wait.
 */
export async function secondsToWaitHere(name: RateLimitName, key: string): Promise<number> {
  try {
    await counterOf(name).consume(key)
    return 0
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1_000))
    throw error
  }
}

const counters = new Map<RateLimitName, RateLimiterMemory>()

function counterOf(name: RateLimitName): RateLimiterMemory {
  const known = counters.get(name)
  if (known) return known
  const counter = new RateLimiterMemory({ points: pointsOf(name), duration: rateLimits[name].seconds })
  counters.set(name, counter)
  return counter
}
