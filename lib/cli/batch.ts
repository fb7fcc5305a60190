import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { CommanderError, type Command } from 'commander'
import { z } from 'zod'
import { toPublicError, type PublicError } from '@/lib/errors'
import { parseInput } from '@/lib/http/parse-input'
import { parseJson } from '@/lib/pages/page'
import { explain } from './explain'

const explanation = `
Standard input has a command in each line, as JSON: {"words": ["organization", "set-plan", "acme", "standard"]}. What a command would read,
such as a password, is its "input". Each is answered with a line of JSON, in turn: what the command prints with --json, or
{"error": {"code", "message", ...}}, after which the next is run. The exit code is 1 if any was refused. A command that writes more than a
line, such as a download, needs its --output.`

const line = z.strictObject({ words: z.array(z.string()), input: z.string().default('') })

/**
 * `batch`: many commands in one process, each as if it were run by itself. `createProgram` makes what runs one, given what it would read; the
 * commands stand in `lines`.
 */
export function addBatchCommand(
  program: Command,
  createProgram: (readInput: () => Promise<string>) => Command,
  lines: Readable = process.stdin,
): void {
  program
    .command('batch')
    .description('run the commands that standard input has, one a line, and answer each with a line of JSON')
    .addHelpText('after', explanation)
    .action(async () => {
      for await (const text of createInterface({ input: lines })) await answer(text)
    })

  async function answer(text: string): Promise<void> {
    try {
      const { words, input } = parseInput(line, parseJson(text))
      await createProgram(async () => input).parseAsync(['--json', ...words], { from: 'user' })
    } catch (error) {
      explain(error)
      process.exitCode = 1
      process.stdout.write(`${JSON.stringify({ error: publicError(error) })}\n`)
    }
  }
}

function publicError(error: unknown): PublicError {
  if (error instanceof CommanderError) return { code: 'invalid_input', message: error.message }
  return toPublicError(error)
}
