import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that the machine has, first of the given path (empty for none), then by its name on PATH; null without it. */
export function findProgram(name: string, given = ''): string | null {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))
  return [given, ...onPath].find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return path !== ''
  } catch {
    return false
  }
}

/**
 * Says in the output why tests are skipped, as the report of a run counts them without a word; returns what to add to their title, empty
 * where nothing is missing.
 */
export function saySkipped(what: string, missing: readonly string[]): string {
  if (missing.length === 0) return ''
  const reason = `skipped: ${missing.join('; ')}`
  process.stdout.write(`${what} ${reason}\n`)
  return ` (${reason})`
}
