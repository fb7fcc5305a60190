import { fingerprint, isCurrent, removeStamp, writeStamp } from './stamp.mjs'
import { runCommand } from './run-command.mjs'

/** Generates the database client from the schema, unless nothing it depends on has changed. */
export async function generate({ signal }) {
  const print = fingerprint(['prisma/schema', 'prisma.config.ts', 'package-lock.json'])
  if (isCurrent('generate', print, ['lib/db/generated/client.ts'])) return
  removeStamp('generate')
  await runCommand({
    title: 'Generating the database client',
    command: process.execPath,
    args: ['node_modules/prisma/build/index.js', 'generate'],
    signal,
  })
  writeStamp('generate', print)
}
