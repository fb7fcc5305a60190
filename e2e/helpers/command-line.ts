import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'

type CommandLine = {
  /** The data folder of the product that it is of. */
  folder: string | undefined
  child: ChildProcessWithoutNullStreams
  answers: AsyncIterator<string, undefined>
  /** What it said on standard error. */
  complaints: string[]
  /** Settles when all that was asked so far is answered. */
  last: Promise<unknown>
}

const refused = z.object({ error: z.object({ message: z.string() }) })

let running: CommandLine | undefined

/**
 * Runs a command of the operator's command line against the product under test; returns its JSON. Throws what it complained. All commands of a
 * test process for one product run in one process of the command line, one after the other.
 */
export async function runCommand(words: string[], input = ''): Promise<unknown> {
  const commandLine = ofProduct(process.env.E2E_DATA_FOLDER)
  const { child, answers, complaints, last } = commandLine
  const answer = last.then(async (): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify({ words, input })}\n`)
    const { value, done } = await answers.next()
    if (done) throw new Error(`The command line ended. ${complaints.join('')}`)
    return JSON.parse(value)
  })
  commandLine.last = answer.catch(() => {})
  const said = await answer
  const { data: complaint } = refused.safeParse(said)
  if (complaint) throw new Error(complaint.error.message)
  return said
}

function ofProduct(folder: string | undefined): CommandLine {
  if (running && running.folder === folder) return running
  running?.child.stdin.end()
  running = start(folder)
  return running
}

// It ends with the test process, when nobody writes to its standard input any more.
function start(folder: string | undefined): CommandLine {
  const child = spawn(process.execPath, ['scripts/cli.mjs', 'batch'], {
    env: { ...process.env, ROSTER_DATA_DIR: folder, DATABASE_URL: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const complaints: string[] = []
  child.stderr.on('data', (said: Buffer) => complaints.push(said.toString()))
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { folder, child, answers, complaints, last: Promise.resolve() }
}
