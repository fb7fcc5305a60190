import type { Faker } from '@faker-js/faker'
import { chance, timeBetween } from './random'
import { timeOrderedId } from './time-ordered-id'

/** An API key that nobody has: what is stored as its hash is the hash of nothing. */
export type Key = {
  id: string
  at: Date
  name: string
  prefix: string
  expiresAt: Date | null
  lastUsedAt: Date | null
}

const names = [
  'Laptop',
  'Notebooks',
  'Scripts',
  'Command line',
  'Build server',
  'Cron',
  'Terraform',
  'Backups',
]
const prefixes = { USER: 'rst_u_', SERVICE_ACCOUNT: 'rst_s_' }
const day = 86_400_000

export function planKey(
  random: Faker,
  { at, now, kind }: { at: Date; now: Date; kind: 'USER' | 'SERVICE_ACCOUNT' },
): Key {
  const expiresAt = chance(random, 0.5) ? timeBetween(random, at, new Date(now.getTime() + 365 * day)) : null
  const usedUntil = expiresAt && expiresAt < now ? expiresAt : now
  return {
    id: timeOrderedId(at),
    at,
    name: random.helpers.arrayElement(names),
    prefix: `${prefixes[kind]}${random.string.alphanumeric(4)}`,
    expiresAt,
    lastUsedAt: chance(random, 0.8) ? timeBetween(random, at, usedUntil, 3) : null,
  }
}
