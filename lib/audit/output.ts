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
 * once, beginning with what is recorded after it is called first. How far it came is stored when the lines have left the process. Returns of how many
 * accounts it wrote some.
 */
export async function writeNewEvents(write: Write): Promise<number> {
  await store.beginOutput(database())
  const accountIds = await store.listUnwritten(database(), accountsAtOnce)
  let written = 0
  for (const accountId of accountIds) if (await writeEventsOf(accountId, write)) written += 1
  return written
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
  while (!signal.aborted) {
    const pause = await writeOnce()
    if (pause > 0) await delay(pause, undefined, { signal }).catch(() => {})
  }
}

async function writeOnce(): Promise<number> {
  try {
    return (await writeNewEvents(toStandardOutput)) > 0 ? 0 : pollMs
  } catch (error) {
    logger().warn({ error }, 'audit events could not be written to standard output and are tried again')
    return pauseAfterErrorMs
  }
}

async function toStandardOutput(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
