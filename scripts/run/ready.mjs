import { setTimeout as delay } from 'node:timers/promises'
import { refusal } from '../output.mjs'

const LONGEST_MS = 60_000
const BETWEEN_MS = 50

/** Resolves when the server says that it and its database are ready; throws when its process ends first. */
export async function waitUntilReady(url, child) {
  const deadline = Date.now() + LONGEST_MS
  let last = 'no answer'
  while (Date.now() < deadline) {
    if (!child.isRunning()) throw refusal('The server ended before it was ready.')
    try {
      const response = await fetch(`${url}/api/ready`, {
        signal: AbortSignal.timeout(5000),
        redirect: 'manual',
      })
      if (response.ok) return
      last = `status ${response.status}`
    } catch (error) {
      last = error.cause?.code ?? error.message
    }
    await delay(BETWEEN_MS)
  }
  throw refusal(`The server was not ready after ${LONGEST_MS / 1000} seconds (${last}).`)
}
