import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from '../output.mjs'
import { root } from '../root.mjs'
import { checkEnvironment } from './environment.mjs'

/**
 * Runs a tool, given by its file below node_modules, and returns what it printed; when it fails that is what is thrown.
 * Arguments that name a path of the checkout are left out while there is no such path.
 */
export async function runTool(file, args, { nodeArgs = [], isPathOptional = false } = {}) {
  const given = isPathOptional
    ? args.filter((arg) => arg.startsWith('-') || existsSync(join(root, arg)))
    : args
  const child = spawn(process.execPath, [...nodeArgs, join('node_modules', file), ...given], {
    cwd: root,
    env: checkEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const parts = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part))
  const [code] = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (...end) => resolve(end))
  })
  const output = Buffer.concat(parts).toString().trim()
  if (code !== 0) throw refusal(output || `${file} ended with code ${code}.`)
  return output
}

/** Runs a test runner that writes to this terminal; returns whether it succeeded. */
export async function runVisibly(file, args, env) {
  const child = spawn(process.execPath, [join('node_modules', file), ...args], {
    cwd: root,
    env: checkEnvironment(env),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0))
  })
}
