import { refusal } from '../output.mjs'
import { readRuntime } from './data-folder.mjs'
import { tryLock } from './lock.mjs'

/** Takes the data folder for this process until `release()`; refuses with a sentence that says who has it. */
export function lockData(data, command) {
  const lock = tryLock(data.lock, command)
  if (lock.holder) throw refusal(describeHolder(data, lock.holder))
  return lock
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
