import { fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { root } from '../root.mjs'

const WATCH_PARENT = new URL('watch-parent.mjs', import.meta.url).href
const LAST_LINES_MS = 1000
const AUDIT_EVENT = '{"type":"audit_event"'

/**
 * Starts a Node process whose lines appear here behind its name, or with `isQuiet` are kept for `output()`. It is in a
 * process group of its own, so that Ctrl-C reaches only the launcher, which stops its children in order; and it stops by
 * itself when the launcher is gone. `stop()` asks it to end, insists after `stopMs`, and resolves when it has ended;
 * `kill()` does not ask.
 */
export function startChild({ name, file, args = [], env, stopMs, stopMessage, isQuiet = false }) {
  const child = fork(file, args, {
    cwd: root,
    env,
    detached: true,
    execArgv: ['--enable-source-maps', '--import', WATCH_PARENT],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines = []
  for (const [stream, target] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (isQuiet) lines.push(line)
      // What is for another program is not for people: an event of the audit log, as `AUDIT_STDOUT` asks for it.
      else target.write(line.startsWith(AUDIT_EVENT) ? `${line}\n` : `${name} │ ${line}\n`)
    })
  }
  // Writing to a process that has just ended is reported as an event; that it ended is what we act on.
  child.on('error', () => {})
  const exited = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ name, code, signal }))
    // Normally the last lines come first; a process that a child has left behind may hold its output open for ever.
    child.once('exit', (code, signal) => setTimeout(resolve, LAST_LINES_MS, { name, code, signal }))
  })
  const isRunning = () => child.exitCode === null && child.signalCode === null

  async function stop() {
    if (isRunning()) {
      if (stopMessage && child.connected) child.send(stopMessage)
      else child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
      await exited
      clearTimeout(timer)
    }
    return exited
  }

  return {
    name,
    process: child,
    exited,
    isRunning,
    stop,
    kill: () => child.kill('SIGKILL'),
    output: () => lines.join('\n'),
  }
}
