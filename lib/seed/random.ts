import { base, en, Faker, type LocaleDefinition } from '@faker-js/faker'

const subjects = [
  'organization',
  'names',
  'members',
  'roles',
  'workspaces',
  'grants',
  'service accounts',
  'invitations',
  'traces',
  'runs',
] as const
type Subject = (typeof subjects)[number]

/**
 * A source of random values for one subject. Each has its own, so that asking for more workspaces leaves the names of the people as
 * they were.
 */
export function randomOf(seed: number, subject: Subject, locale: LocaleDefinition = en): Faker {
  const random = new Faker({ locale: [locale, en, base] })
  random.seed([seed, subjects.indexOf(subject)])
  return random
}

/** A number from 0 up to 1. */
export function fraction(random: Faker): number {
  return random.number.float()
}

/** Whether something of this probability happens. */
export function chance(random: Faker, probability: number): boolean {
  return fraction(random) < probability
}

/** One of the first `count` items, the early ones far more often than the late. */
export function pickPopular<Item>(random: Faker, items: readonly Item[], count = items.length): Item | null {
  return items[Math.floor(fraction(random) ** 2.5 * Math.min(count, items.length))] ?? null
}

/** A time between two others; `towardsEnd` above 1 makes late ones more frequent. */
export function timeBetween(random: Faker, from: Date, to: Date, towardsEnd = 1): Date {
  const span = Math.max(0, to.getTime() - from.getTime())
  return new Date(from.getTime() + Math.floor(span * fraction(random) ** (1 / towardsEnd)))
}

/** So many times between two others, in order. */
export function timesBetween(
  random: Faker,
  { from, to, count }: { from: Date; to: Date; count: number },
): Date[] {
  const times = Array.from({ length: count }, () => timeBetween(random, from, to, 1.5))
  return times.toSorted((one, other) => one.getTime() - other.getTime())
}
