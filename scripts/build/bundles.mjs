import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { duration, refusal, say } from '../output.mjs'
import { root } from '../root.mjs'
import { isBuildInput } from './inputs.mjs'
import { fingerprint, isCurrent, removeStamp, writeStamp } from './stamp.mjs'

/** The programs made from lib/: file name below dist/ and the entry it starts at. */
export const PROGRAMS = {
  server: 'lib/http/server.ts',
  worker: 'lib/jobs/worker.ts',
  migrate: 'lib/db/migrate-main.ts',
  cli: 'lib/cli/main.ts',
}

/** The one page whose script does not come from Next. */
const GRAPHIQL = { client: 'lib/graphql/graphiql/client.tsx' }

/** Bundles the programs into dist/, unless nothing they depend on has changed. */
export async function bundlePrograms() {
  const inputs = ['lib', 'prisma/schema', 'package-lock.json', 'tsconfig.json', 'scripts/build/bundles.mjs']
  const print = fingerprint(inputs, isBuildInput)
  const outputs = [...Object.keys(PROGRAMS).map((name) => `dist/${name}.mjs`), 'dist/graphiql/client.js']
  if (isCurrent('bundles', print, outputs)) return
  removeStamp('bundles')
  const started = Date.now()
  say('Bundling the server, the worker and the command line …')
  await bundle(PROGRAMS, 'dist')
  await bundleForBrowser(GRAPHIQL, 'dist/graphiql')
  say(`  done in ${duration(started)}`)
  writeStamp('bundles', print)
}

/** Bundles scripts for browsers, with the packages and styles they use, into a folder. */
async function bundleForBrowser(scripts, folder) {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints: Object.entries(scripts).map(([out, entry]) => ({ in: entry, out })),
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [withoutFonts],
    logLevel: 'silent',
  })
}

// Styles that carry their fonts within themselves: our pages load fonts from files alone, and the system has others.
const withoutFonts = {
  name: 'without-fonts',
  setup: (build) =>
    build.onLoad({ filter: /node_modules\/graphiql\/.*\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/@font-face\s*\{[^}]*\}/g, ''),
      loader: 'css',
    })),
}

/** Bundles any programs, given as { name: entry }, into a folder. Packages stay in node_modules. */
export async function bundle(programs, folder) {
  const { build } = await import('esbuild')
  try {
    await build(bundleOptions(programs, folder))
  } catch (error) {
    throw refusal(`Bundling failed.\n${error.message}`)
  }
}

/** The options for esbuild, also for watching. */
export function bundleOptions(programs, folder) {
  return {
    absWorkingDir: root,
    entryPoints: Object.entries(programs).map(([out, entry]) => ({ in: entry, out })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    // Next resolves "server-only" by itself; outside of a Next build it has nothing to guard against.
    alias: { 'server-only': join(root, 'node_modules/next/dist/compiled/server-only/empty.js') },
    sourcemap: 'linked',
    logLevel: 'silent',
  }
}
