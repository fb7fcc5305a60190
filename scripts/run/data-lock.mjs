import { refusal } from '../output.mjs'
import { readRuntime } from './data-folder.mjs'
import { tryLock } from './lock.mjs'

/** Takes the data folder for this process until `release()`; refuses with a sentence that says who has it. */
export function lockData(data) {
  const lock = tryLock(data.lock)
  if (lock.holder) throw refusal(describeHolder(data, lock.holder))
  return lock
}

/** Who has the data folder, in a sentence. */
export function describeHolder(data, holder) {
  const since = holder.since.slice(0, 16).replace('T', ' ')
  const who = `process ${holder.pid} on ${holder.host}, since ${since} UTC`
  if (holder.isForeign) {
    return `The data in ${data.folder} is in use by ${who}. If that machine no longer runs it, delete ${data.lock} and start again.`
  }
  const runtime = readRuntime(data)
  const place = runtime?.pid === holder.pid ? `, at ${runtime.address}` : ''
  return `Roster is already running on the data in ${data.folder}: ${who}${place}. Stop it first, or give this one its own folder with ROSTER_DATA_DIR and its own PORT.`
}
