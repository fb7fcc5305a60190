import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { findProgram } from './programs'

/** The command line of the client that people have, where the machine has one: `E2E_PREFECT`, or else the first on PATH. */
export function findPrefect(): string | null {
  return findProgram('prefect', process.env['E2E_PREFECT'])
}

export type Ran = { exitCode: number | null; output: string }

/** A person at a terminal of their own: what they set stays, nothing of the machine's reaches them. */
export async function newTerminal(prefect: string) {
  const home = await mkdtemp(join(tmpdir(), 'roster-prefect-'))
  const run = async (program: string, words: string[], typed = ''): Promise<Ran> => {
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
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    // It may have ended without reading.
    child.stdin.on('error', () => undefined).end(typed)
    const closed = once(child, 'close')
    const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
    await closed
    return { exitCode: child.exitCode, output: output + complaint }
  }
  return {
    /** Runs the command line. */
    prefect: (...words: string[]) => run(prefect, words),
    /** The same, saying yes to what it asks. */
    confirmed: (...words: string[]) => run(prefect, words, 'y\n'),
    /** Runs a script in the client's own Python. */
    script: async (source: string) => {
      const file = join(home, 'script.py')
      await writeFile(file, source)
      return run(join(dirname(prefect), 'python3'), [file])
    },
    close: () => rm(home, { recursive: true, force: true }),
  }
}
