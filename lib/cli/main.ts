import { text } from 'node:stream/consumers'
import { closeDatabase } from '@/lib/db/connection'
import { addBatchCommand } from './batch'
import { explain } from './explain'
import { createProgram } from './program'

await run()

/** The operator's way in without a browser, through the same services as the pages. */
async function run(): Promise<void> {
  try {
    const program = createProgram(() => text(process.stdin))
    addBatchCommand(program, createProgram)
    await program.parseAsync(process.argv)
  } catch (error) {
    process.exitCode = explain(error)
  } finally {
    await closeDatabase()
  }
}
