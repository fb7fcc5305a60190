let spoken = process.stdout

/** For a command whose standard output is its result: what is said goes to standard error from now on. */
export function sayOnStandardError() {
  spoken = process.stderr
}

/** Writes one line for the person at the terminal. */
export function say(line) {
  spoken.write(`${line}\n`)
}

/** Writes one line about a problem. */
export function complain(line) {
  process.stderr.write(`${line}\n`)
}

/** An error that is fully explained by its message: printed without a stack. */
export function refusal(sentence) {
  return Object.assign(new Error(sentence), { isRefusal: true })
}

/** What to print for anything thrown. */
export function explain(error) {
  if (error?.isRefusal) return error.message
  if (error?.code === 'EACCES' || error?.code === 'EPERM') {
    return `This user may not use ${error.path ?? 'a file it needs'} (${error.code}); change its owner, or ROSTER_DATA_DIR.`
  }
  if (error?.code === 'ENOSPC') return 'The disk is full.'
  return error?.stack ?? String(error)
}

/** "4.2 s", or "2 min 5 s". */
export function duration(since, until = Date.now()) {
  const seconds = (until - since) / 1000
  return seconds < 100
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}
