import { setTimeout as delay } from 'node:timers/promises'
import { logger } from '@/lib/log'
import { deliverDue } from './delivery'

const pollMs = 1_000
const pauseAfterErrorMs = 5_000

/** Sends events to webhooks until the signal aborts, then ends after the request at hand. Never rejects: what fails is tried again. */
export async function runDeliveries(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pause = await deliverOnce(signal)
    if (pause > 0) await delay(pause, undefined, { signal }).catch(() => {})
  }
}

async function deliverOnce(signal: AbortSignal): Promise<number> {
  try {
    return (await deliverDue({ signal })) > 0 ? 0 : pollMs
  } catch (error) {
    logger().warn({ error }, 'events could not be sent to webhooks and are tried again')
    return pauseAfterErrorMs
  }
}
