import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundlePrograms } from '../build/bundles.mjs'
import { buildPages } from '../build/pages.mjs'
import { prepare } from '../build/prepare.mjs'
import { refusal, say } from '../output.mjs'
import { root } from '../root.mjs'
import { requireChromium } from './chromium.mjs'
import { runPlaywright, runVitest } from './runners.mjs'
import { runTool } from './tool.mjs'
import { startTestServer } from './postgres-server.mjs'

const CODE = ['app', 'components', 'lib', 'prisma', 'e2e', 'bench', 'scripts', 'proxy.ts']

export const installAndGenerate = { title: 'install and generate', run: () => prepare([]) }

export const staticSteps = [
  {
    title: 'types',
    run: async () => {
      // The types of the routes: a fresh checkout has none yet, and those of `npm run dev` may be of pages that are gone.
      for (const folder of ['types', 'dev/types'])
        rmSync(join(root, '.next', folder), { recursive: true, force: true })
      await runTool('next/dist/bin/next', ['typegen'])
      await runTool('typescript/bin/tsc', ['--noEmit'])
    },
  },
  { title: 'lint', run: () => runTool('oxlint/bin/oxlint', []) },
  { title: 'format', run: () => runTool('oxfmt/bin/oxfmt', ['--check', '.']) },
  { title: 'imports', run: checkImports },
  { title: 'migrations', run: () => runTool('../scripts/new-migration.mjs', ['--check']) },
]

export const testSteps = [
  {
    title: 'unit and service tests, on the embedded database',
    run: () => runVitest('embedded', [], { TEST_POSTGRES_URL: '' }),
  },
  { title: 'service tests again, on a PostgreSQL server', run: testOnServer },
]

export const buildStep = { title: 'build', run: () => prepare([bundlePrograms, buildPages]) }

export const endToEndStep = {
  title: 'end to end, in a browser',
  run: async () => {
    const chromium = requireChromium()
    return runPlaywright({ CHROMIUM_PATH: chromium })
  },
}

async function checkImports() {
  const output = await runTool(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.dependency-cruiser.cjs', ...CODE],
    {
      nodeArgs: ['--import', './scripts/check/use-typescript-6.mjs'],
      isPathOptional: true,
    },
  )
  const [, modules] = /(\d+) modules/.exec(output) ?? []
  // It says "no violations" of no files too.
  if (!modules || Number(modules) < 100)
    throw refusal(`The import check looked at ${modules ?? 'no'} modules: it does not work.`)
}

async function testOnServer() {
  const server = await startTestServer()
  if (!server) {
    say(
      'There is no PostgreSQL server on this machine and TEST_POSTGRES_URL is not set: skipped. CI has one.',
    )
    return null
  }
  try {
    return await runVitest('server', ['--project', 'database'], { TEST_POSTGRES_URL: server.url })
  } finally {
    await server.stop()
  }
}
