import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../root.mjs'

// Inside node_modules, so that a new installation forgets what was built with the old one.
const stampFile = (name) => join(root, 'node_modules/.cache/roster', `${name}.stamp`)

/** A fingerprint of files and folders below the root; a missing one counts too, `isInput` leaves files out. */
export function fingerprint(paths, isInput = () => true) {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\n`)
  for (const path of paths) {
    for (const file of listFiles(path).filter(isInput)) {
      const content = readFileSync(join(root, file))
      hash.update(`${file} ${content.length}\n`).update(content)
    }
  }
  return hash.digest('hex')
}

/** True when the step was last finished with this fingerprint and its outputs are still there. */
export function isCurrent(name, print, outputs) {
  const file = stampFile(name)
  return (
    existsSync(file) &&
    readFileSync(file, 'utf8') === print &&
    outputs.every((output) => existsSync(join(root, output)))
  )
}

/** Says that a step is about to change its outputs: one that is interrupted is then not taken for finished. */
export function removeStamp(name) {
  rmSync(stampFile(name), { force: true })
}

export function writeStamp(name, print) {
  mkdirSync(dirname(stampFile(name)), { recursive: true })
  writeFileSync(stampFile(name), print)
}

function listFiles(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full)
    .sort()
    .flatMap((name) => listFiles(`${path}/${name}`))
}
