import { compressAssets } from './compress.mjs'
import { isBuildInput } from './inputs.mjs'
import { fingerprint, isCurrent, removeStamp, writeStamp } from './stamp.mjs'
import { runCommand } from './run-command.mjs'

const INPUTS = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema',
  'proxy.ts',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]

/** Builds the pages into .next/, unless nothing they depend on has changed. */
export async function buildPages({ signal }) {
  const print = fingerprint(INPUTS, isBuildInput)
  if (isCurrent('pages', print, ['.next/BUILD_ID'])) return
  removeStamp('pages')
  await runCommand({
    title: 'Building the pages (about a minute)',
    command: process.execPath,
    args: ['node_modules/next/dist/bin/next', 'build'],
    env: { NODE_ENV: 'production' },
    signal,
  })
  await compressAssets()
  writeStamp('pages', print)
}
