import { logger } from '@/lib/log'

const minute = 60_000

/**
 * Makes what notes the last use of things of a kind: at most once a minute for each, of many requests at once by one, and neither in a request's way
 * nor in its transaction. Nothing depends on it, so a note that could not be written is logged alone. `what` completes "… could not be written".
 */
export function noteOnceAMinute(what: string) {
  const beingNoted = new Set<string>()
  return (
    { id, notedAt, now }: { id: string; notedAt: Date | null; now: Date },
    write: () => Promise<unknown>,
  ): void => {
    const isRecent = notedAt !== null && now.getTime() - notedAt.getTime() < minute
    if (isRecent || beingNoted.has(id)) return
    beingNoted.add(id)
    write()
      .catch((error: unknown) => logger().warn({ error }, `${what} could not be written`))
      .finally(() => beingNoted.delete(id))
  }
}
