import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { getRequestListener } from '@hono/node-server'
import { refuseUpgrade } from '@/lib/http/refuse-upgrade'
import { stampRequest } from '@/lib/http/request-head'
import { createRouter } from '@/lib/http/router'

/** The command line of the client that people have, where the machine has one: `E2E_PREFECT`, or else the first on PATH. */
export function findPrefect(): string | null {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'prefect'))
  return [process.env['E2E_PREFECT'] ?? '', ...onPath].find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return path !== ''
  } catch {
    return false
  }
}

/** The router behind a server of its own, as the product serves it; returns its address and how to stop it. */
export async function serveRouter(): Promise<{ url: string; stop: () => Promise<void> }> {
  const listener = getRequestListener(createRouter(() => Promise.resolve(null)).fetch)
  const server = createServer((request, response) => {
    stampRequest(request, 0)
    void listener(request, response)
  })
  server.on('upgrade', refuseUpgrade)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port, not on a file
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type Ran = { exitCode: number | null; output: string }

/** A person at a terminal of their own: what they set stays, nothing of the machine's reaches them. */
export async function newTerminal(prefect: string) {
  const home = await mkdtemp(join(tmpdir(), 'roster-prefect-'))
  const run = async (program: string, words: string[]): Promise<Ran> => {
    const child = spawn(program, words, {
      cwd: home,
      env: {
        NODE_ENV: 'test',
        PATH: process.env['PATH'],
        HOME: home,
        PREFECT_HOME: join(home, '.prefect'),
        PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
        DO_NOT_TRACK: '1',
        COLUMNS: '250',
        NO_COLOR: '1',
        PYTHONWARNINGS: 'ignore',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const closed = once(child, 'close')
    const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
    await closed
    return { exitCode: child.exitCode, output: output + complaint }
  }
  return {
    /** Runs the command line. */
    prefect: (...words: string[]) => run(prefect, words),
    /** Runs a script in the client's own Python. */
    script: async (source: string) => {
      const file = join(home, 'script.py')
      await writeFile(file, source)
      return run(join(dirname(prefect), 'python3'), [file])
    },
    close: () => rm(home, { recursive: true, force: true }),
  }
}
