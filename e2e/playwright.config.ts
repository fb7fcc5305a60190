import { defineConfig, devices } from '@playwright/test'

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export default defineConfig({
  testDir: '.',
  outputDir: '.results/output',
  // Starts the built product with data of its own and a mail server, once for all tests, and sets E2E_BASE_URL.
  globalSetup: './global-setup.ts',
  projects: [
    { name: 'all', testMatch: '*.spec.ts', teardown: 'afterwards' },
    { name: 'afterwards', testMatch: '*.teardown.ts' },
  ],
  fullyParallel: false,
  workers: 2,
  // A browser on a shared machine may stand still for a while. What passes at the second try alone is named at the end.
  retries: 1,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    baseURL: process.env.E2E_BASE_URL,
    locale: 'en-GB',
    timezoneId: 'UTC',
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: chromiumFlags },
  },
})
