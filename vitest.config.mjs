import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import { findTests } from './scripts/test-database/find-tests.mjs'

const root = fileURLToPath(new URL('.', import.meta.url))
const tests = findTests()

export default defineConfig({
  resolve: {
    alias: {
      '@': root.replace(/\/$/, ''),
      // As in the bundles: outside of a Next build it has nothing to guard against.
      'server-only': `${root}node_modules/next/dist/compiled/server-only/empty.js`,
    },
  },
  test: {
    root,
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 15_000 } },
    exclude: [...configDefaults.exclude, '.next/**', '.data/**'],
    env: {
      NODE_ENV: 'test',
      AUTH_SECRET: 'the-secret-of-the-tests-is-no-secret',
      BASE_URL: 'http://roster.test:3000',
      LOG_LEVEL: 'silent',
      NEXT_TELEMETRY_DISABLED: '1',
    },
    projects: [
      {
        extends: true,
        // Settings are parsed as a whole; nothing in these tests connects.
        test: {
          name: 'unit',
          include: tests.unit,
          env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: tests.database,
          globalSetup: ['scripts/test-database/vitest-setup.mjs'],
          setupFiles: ['lib/testing/close-database.ts'],
        },
      },
    ],
  },
})
