import { setTimeout as sleep } from 'node:timers/promises'
import { refusal } from '../output.mjs'
import { readRuntime } from './data-folder.mjs'
import { tryLock } from './lock.mjs'

const STOPPING_MS = 15_000
const LOOK_MS = 200

/**
 * Takes the data folder for this process until `release()`; refuses with a sentence that says who has it. One that is not
 * running yet or not running any more may be about to let go, as after a restart through npm, which does not wait for it: that
 * one is given a moment.
 */
export async function lockData(data, command, signal) {
  for (const until = Date.now() + STOPPING_MS; ; await sleep(LOOK_MS, undefined, { signal })) {
    const lock = tryLock(data.lock, command)
    if (!lock.holder) return lock
    if (readRuntime(data)?.pid === lock.holder.pid || Date.now() > until)
      throw refusal(describeHolder(data, lock.holder))
  }
}

/** Who has the data folder and what can be done about it, in two sentences. */
export function describeHolder(data, holder) {
  const since = holder.since.slice(0, 16).replace('T', ' ')
  const runtime = readRuntime(data)
  const place = runtime?.pid === holder.pid ? ` at ${runtime.address}` : ''
  const who = `process ${holder.pid} (${holder.command}${place}) on ${holder.host}, since ${since} UTC`
  const advice = holder.isForeign
    ? `If that machine no longer runs it, delete ${data.lock}.`
    : 'Stop it first, or give this one its own folder with ROSTER_DATA_DIR and its own PORT.'
  return `The data in ${data.folder} is in use by ${who}. ${advice}`
}
