'use client'
import { useState } from 'react'
import { createUserKeyAction, revokeUserKeyAction, updateUserKeyAction } from '@/lib/api-keys/actions'
import { HANDED_OVER_KEY_DAYS, handOverKey, refuseKey, WAITING_KEY_MINUTES } from '@/lib/api-keys/hand-over'

/** How it ended: with a key, with one that soon ends as it could not be made to last, or without. */
export type HandOverEnding = 'handed_over' | 'soon_over' | 'refused'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const unreachable = 'The server could not be reached. Check the connection and try again.'

/**
 * Giving a key to a program that asks for one. Until the program has it, it lasts for minutes: a page that is closed in between leaves
 * nothing behind. Where the program does not take it, it is revoked at once.
 */
export function useHandOver(callback: { origin: string }) {
  const [ending, setEnding] = useState<HandOverEnding | null>(null)
  const [isPending, setIsPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function allow() {
    setIsPending(true)
    setProblem(null)
    const created = await createUserKeyAction({
      name: `Command line, ${new Date().toISOString().slice(0, 16).replace('T', ' ')}`,
      expiresAt: timeIn(WAITING_KEY_MINUTES * MINUTE),
    }).catch(() => null)
    if (!created?.ok) setProblem(created?.error.message ?? unreachable)
    else if (await handOverKey(callback, created.data.key)) setEnding(await keep(created.data.id))
    else setProblem(await takeBack(created.data.id, callback.origin))
    setIsPending(false)
  }
  async function refuse() {
    await refuseKey(callback)
    setEnding('refused')
  }
  return { ending, isPending, problem, allow, refuse }
}

async function keep(apiKeyId: string): Promise<HandOverEnding> {
  const expiresAt = timeIn(HANDED_OVER_KEY_DAYS * DAY)
  const kept = await updateUserKeyAction({ apiKeyId, expiresAt }).catch(() => null)
  return kept?.ok ? 'handed_over' : 'soon_over'
}

/** Returns what to tell the person. */
async function takeBack(apiKeyId: string, origin: string): Promise<string> {
  const revoked = await revokeUserKeyAction({ apiKeyId }).catch(() => null)
  const what = revoked?.ok ? 'The key was revoked.' : `The key ends in ${WAITING_KEY_MINUTES} minutes.`
  return `The program at ${origin} did not take the key: it may have waited too long. ${what} Start again in the terminal.`
}

function timeIn(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString()
}
