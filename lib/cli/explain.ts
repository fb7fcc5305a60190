import { CommanderError } from 'commander'
import { AppError, exitCodeOf, toPublicError } from '@/lib/errors'

/** Says on standard error why a command did not do what it was to; returns the exit code. */
export function explain(error: unknown): number {
  // Commander has printed its own sentence.
  if (error instanceof CommanderError) return error.exitCode
  const { code, message, fields } = toPublicError(error)
  if (!(error instanceof AppError))
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.stderr.write(`${message}\n`)
  for (const [field, sentence] of Object.entries(fields ?? {}).slice(1))
    process.stderr.write(`${field}: ${sentence}\n`)
  return exitCodeOf(code)
}
