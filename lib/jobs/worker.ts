import { runOutput } from '@/lib/audit/output'
import { env } from '@/lib/env'
import { logger } from '@/lib/log'
import { runDeliveries } from '@/lib/webhooks/worker'
import { runJobs } from './runner'

// The process that works off the queue and sends events on. Says { ready: true } to its parent, and stops when it is told to: by SIGTERM or SIGINT,
// by the message "stop", or by its parent being gone. `--only-worker` says that no other worker shares the database.
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort())
process.on('disconnect', () => stop.abort())
process.on('message', (message) => {
  if (message === 'stop') stop.abort()
})

try {
  const settings = {
    databaseUrl: env().DATABASE_URL,
    isOnlyWorker: process.argv.includes('--only-worker'),
    onReady: () => {
      logger().info('the job worker is ready')
      process.send?.({ ready: true })
    },
  }
  await Promise.all([runJobs(settings, stop.signal), runDeliveries(stop.signal), runOutput(stop.signal)])
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
