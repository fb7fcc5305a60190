import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** Runs a command of the operator's command line against the product under test; returns its JSON. Throws what it complained. */
export async function runCommand(words: string[], input = ''): Promise<unknown> {
  const child = spawn(process.execPath, ['scripts/cli.mjs', '--json', ...words], {
    env: { ...process.env, ROSTER_DATA_DIR: process.env.E2E_DATA_FOLDER, DATABASE_URL: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(input)
  const closed = once(child, 'close')
  const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
  await closed
  const lines = output.trim().split('\n')
  if (child.exitCode !== 0 && !lines.at(-1)?.startsWith('{')) throw new Error(complaint || output)
  return JSON.parse(lines.at(-1) ?? 'null')
}
