import type { Command } from 'commander'

/** The result of a command: a sentence, or with `--json` one line of JSON. */
export function print<Result>(
  command: Command,
  result: Result,
  sentenceOf: (result: Result) => string,
): void {
  const { json } = command.optsWithGlobals<{ json?: boolean }>()
  process.stdout.write(`${json ? JSON.stringify(result) : sentenceOf(result)}\n`)
}
