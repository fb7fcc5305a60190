import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from '../output.mjs'
import { root } from '../root.mjs'
import { runCommand } from './run-command.mjs'

/** Installs exactly what package-lock.json names, unless node_modules already holds it. */
export async function install({ signal }) {
  const wanted = readPackages('package-lock.json')
  if (!wanted) throw refusal('package-lock.json is missing: this is not a complete copy of Roster.')
  if (isInstalled(wanted, readPackages('node_modules/.package-lock.json'))) return
  const npm = findNpm()
  await runCommand({
    title: 'Installing the packages (a minute or two the first time)',
    command: npm.command,
    args: [...npm.args, 'ci', '--no-audit', '--no-fund', '--no-progress'],
    env: { NODE_ENV: 'development' },
    signal,
  })
}

// npm writes its own record into node_modules when it has finished, also after a plain `npm install` by hand, which a
// stamp of ours would not know about.
function isInstalled(wanted, found) {
  if (!found) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const installed = found[path]
    if (!installed) return entry.optional === true && !isForThisMachine(entry)
    return installed.version === entry.version && installed.integrity === entry.integrity
  })
}

function isForThisMachine(entry) {
  // Which C library this is cannot be told cheaply; a package for one of them may rightly be missing.
  if (entry.libc) return false
  const fits = (list, value) => !list || list.includes(value)
  const isNative = Boolean(entry.os ?? entry.cpu)
  return isNative && fits(entry.os, process.platform) && fits(entry.cpu, process.arch)
}

function readPackages(path) {
  const file = join(root, path)
  if (!existsSync(file)) return null
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

// Under `npm start` npm says where it is; otherwise it is on the path, on Windows as a script that needs a shell.
function findNpm() {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return { command: process.execPath, args: [script] }
  if (process.platform === 'win32') return { command: 'cmd.exe', args: ['/c', 'npm'] }
  return { command: 'npm', args: [] }
}
