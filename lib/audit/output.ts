import { setTimeout as delay } from 'node:timers/promises'
import { database, withTransaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { logger } from '@/lib/log'
import { listOutgoing } from './outgoing'
import * as store from './output-store'

const accountsAtOnce = 50
const eventsAtOnce = 500
const pollMs = 2_000
const pauseAfterErrorMs = 5_000

/** Takes a text, and resolves when it has left this process. */
type Write = (text: string) => Promise<void>

/**
 * Writes the events of all accounts that were not written yet, one JSON object a line: those of an account in the order of its chain, each at least
 * once, beginning with what is recorded after it is called first. How far it came is stored when the lines have left the process. Takes of so many
 * accounts some each, so that the busy ones do not hold up the others; the next call goes on behind them. Returns of how many it wrote some, and
 * the last of them, null at the end of a round.
 */
export async function writeNewEvents(
  write: Write,
  after: string | null = null,
  limit = accountsAtOnce,
): Promise<{ written: number; last: string | null }> {
  await store.beginOutput(database())
  const accountIds = await store.listUnwritten(database(), { after, limit })
  let written = 0
  for (const accountId of accountIds) if (await writeEventsOf(accountId, write)) written += 1
  return { written, last: accountIds.length < limit ? null : (accountIds.at(-1) ?? null) }
}

async function writeEventsOf(accountId: string, write: Write): Promise<boolean> {
  return withTransaction(async (tx) => {
    const place = await store.lockOutput(tx, accountId)
    if (!place || place.end <= place.sequence) return false
    const events = await listOutgoing(tx, accountId, { after: place.sequence, limit: eventsAtOnce })
    const last = events.at(-1)
    if (last)
      await write(events.map((event) => `${JSON.stringify({ type: 'audit_event', ...event })}\n`).join(''))
    // What is not there any more was removed for its age.
    await store.moveOutput(tx, accountId, last ? BigInt(last.sequence) : place.end)
    return true
  })
}

/** Writes events to standard output until the signal aborts, where AUDIT_STDOUT asks for it. Never rejects: what fails is tried again. */
export async function runOutput(signal: AbortSignal): Promise<void> {
  if (!env().AUDIT_STDOUT) return
  for (let after: string | null = null; !signal.aborted;) {
    const { pause, last } = await writeOnce(after)
    after = last
    if (pause > 0) await delay(pause, undefined, { signal }).catch(() => {})
  }
}

async function writeOnce(after: string | null): Promise<{ pause: number; last: string | null }> {
  try {
    const { written, last } = await writeNewEvents(toStandardOutput, after)
    return { pause: written > 0 || last !== null ? 0 : pollMs, last }
  } catch (error) {
    logger().warn({ error }, 'audit events could not be written to standard output and are tried again')
    return { pause: pauseAfterErrorMs, last: after }
  }
}

async function toStandardOutput(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
