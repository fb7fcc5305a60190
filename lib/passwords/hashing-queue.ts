import { AppError } from '@/lib/errors'

const runningAtMost = 2
const waitingAtMost = 200

let running = 0
const waiting: (() => void)[] = []

/**
 * Runs work that takes 19 MiB and a processor, two at a time: the others wait, so a flood of sign-ins neither exhausts memory
 * nor fills the thread pool that files and name lookups share. Throws `rate_limited`/`server_busy` when too many wait already.
 */
export async function inHashingQueue<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= runningAtMost) {
    if (waiting.length >= waitingAtMost) throw serverBusy()
    // Whoever finishes hands its place on, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else {
    running += 1
  }
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

function serverBusy(): AppError {
  return new AppError('rate_limited', 'server_busy', {
    message: 'The server is busy with other sign-ins. Wait a few seconds and try again.',
    retryAfterSeconds: 5,
  })
}
