import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export type Product = {
  url: string
  stop: () => Promise<void>
  /** Ends every process of it at once, as a power cut does. */
  kill: () => Promise<void>
}

/**
 * Starts the product as a person does, on a free port and with the given settings, and waits until it is ready. Its output
 * appears in this terminal, and with `logFile` there as well. Throws what it said when it does not start.
 */
export async function startProduct(settings: Record<string, string>, logFile?: string): Promise<Product> {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    // An empty setting counts as not set: these tests bring their own database.
    env: { ...process.env, DATABASE_URL: '', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stderr.pipe(process.stderr, { end: false })
  if (logFile)
    for (const stream of [child.stdout, child.stderr]) stream.pipe(createWriteStream(logFile, { flags: 'a' }))
  const exited = once(child, 'exit')
  const url = await Promise.race([
    readAddress(createInterface({ input: child.stdout })),
    exited.then(() => {
      throw new Error('The product did not start; its output is above.')
    }),
  ])
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
    kill: async () => {
      for (const pid of [...childrenOf(child.pid), child.pid]) if (pid) process.kill(pid, 'SIGKILL')
      await exited
    },
  }
}

function childrenOf(pid: number | undefined): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

async function readAddress(lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      process.stdout.write(`${line}\n`)
      const address = /ready at (\S+)/.exec(line)?.[1]
      if (address) resolve(address)
    })
  })
}
