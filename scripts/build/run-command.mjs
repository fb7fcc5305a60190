import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { duration, refusal, say } from '../output.mjs'
import { root } from '../root.mjs'
import { QUIET } from './quiet.mjs'

const PROGRESS_MS = 10_000
const LINES_SHOWN = 60

/**
 * Runs a tool quietly: says what it does, every ten seconds how far it is, and how long it took. What it printed is
 * shown only when it fails; then a sentence is thrown. `signal` ends it early.
 */
export async function runCommand({ title, command, args, env = {}, signal }) {
  const started = Date.now()
  const lines = []
  say(`${title} …`)
  const progress = setInterval(
    () => say(`  ${duration(started)}: ${lines.findLast(isNews) ?? 'working'}`),
    PROGRESS_MS,
  )
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...QUIET, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim()) lines.push(line)
    })
  }
  const failure = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, killedBy) => resolve(code === 0 ? null : (killedBy ?? `exit code ${code}`)))
  })
  clearInterval(progress)
  if (failure === null) return say(`  done in ${duration(started)}`)
  if (signal?.aborted) throw refusal('Interrupted.')
  throw refusal(`${shorten(lines).join('\n')}\n${title}: failed (${failure}).`)
}

function isNews(line) {
  return !/^npm (warn|notice)/.test(line)
}

// Some tools give the reason first and some last.
function shorten(lines) {
  if (lines.length <= LINES_SHOWN) return lines
  return [...lines.slice(0, LINES_SHOWN / 2), '…', ...lines.slice(-LINES_SHOWN / 2)]
}
