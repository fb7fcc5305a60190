// Loaded before the program of every child: when the launcher is gone, even by `kill -9`, the child ends as if asked to.
import { Worker } from 'node:worker_threads'

const LAST_MS = 15_000

if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    // From a thread of its own: nobody reads the child's output any more, and a logger that insists on writing its last
    // line blocks the main thread for ever.
    const insist = `setTimeout(() => process.kill(${process.pid}, 'SIGKILL'), ${LAST_MS})`
    new Worker(insist, { eval: true, execArgv: [] }).unref()
  })
  // Listening must not keep alive a program that has nothing left to do.
  process.channel.unref()
}
