import { setTimeout as delay } from 'node:timers/promises'
import { logger } from '@/lib/log'
import { beginDue, webhooksAtOnce, webhooksOfAccountAtOnce, type Turn } from './delivery'

const pollMs = 1_000
const pauseAfterErrorMs = 5_000

/**
 * Sends events to webhooks until the signal aborts, then ends after the requests at hand. One that is done makes room for the next, so that a slow
 * receiver keeps nobody waiting but its own account. Never rejects: what fails is tried again.
 */
export async function runDeliveries(signal: AbortSignal): Promise<void> {
  const turns = new Set<Turn>()
  while (!signal.aborted) {
    const pause = await begin(turns, signal)
    if (turns.size >= webhooksAtOnce) await Promise.race([...turns].map(({ done }) => done))
    else await delay(pause, undefined, { signal }).catch(() => {})
  }
  await Promise.all([...turns].map(({ done }) => done))
}

/** Begins what is due as far as there is room, and returns how long to wait until there may be more. */
async function begin(turns: Set<Turn>, signal: AbortSignal): Promise<number> {
  const limit = webhooksAtOnce - turns.size
  try {
    for (const begun of await beginDue({ signal, limit, exceptAccountIds: busyAccounts(turns) })) {
      const turn = { ...begun, done: begun.done.catch(noteFailure).finally(() => turns.delete(turn)) }
      turns.add(turn)
    }
    return pollMs
  } catch (error) {
    noteFailure(error)
    return pauseAfterErrorMs
  }
}

function busyAccounts(turns: Set<Turn>): string[] {
  const accountIds = [...turns].map(({ accountId }) => accountId)
  const countOf = (accountId: string) => accountIds.filter((other) => other === accountId).length
  return [...new Set(accountIds)].filter((accountId) => countOf(accountId) >= webhooksOfAccountAtOnce)
}

function noteFailure(error: unknown): void {
  logger().warn({ error }, 'events could not be sent to webhooks and are tried again')
}
