import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from '../output.mjs'
import { root } from '../root.mjs'
import { runVisibly } from './tool.mjs'

const RESULTS = join(root, 'node_modules/.cache/roster/results')

/** Runs vitest; returns how many tests passed, failed and were skipped. */
export async function runVitest(name, args, env) {
  const file = resultsFile(`vitest-${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const succeeded = await runVisibly('vitest/vitest.mjs', ['run', ...reporters, ...args], env)
  const results = readResults(file, 'vitest')
  // A file that cannot even be loaded has no tests that could fail.
  const brokenFiles = results.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  ).length
  const counts = {
    passed: results.numPassedTests,
    failed: results.numFailedTests + brokenFiles,
    skipped: results.numPendingTests + results.numTodoTests,
  }
  return requireAgreement(counts, succeeded)
}

/** Runs Playwright; returns how many tests passed, how many of those at the second try, failed and were skipped. */
export async function runPlaywright(env) {
  const file = resultsFile('playwright.json')
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json']
  const succeeded = await runVisibly('@playwright/test/cli.js', args, {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  })
  const { stats } = readResults(file, 'Playwright')
  const { expected, flaky, unexpected, skipped } = stats
  return requireAgreement(
    { passed: expected + flaky, retried: flaky, failed: unexpected, skipped },
    succeeded,
  )
}

// A runner may fail for another reason than a test: an error between tests, a setup that broke, no tests at all.
function requireAgreement(counts, succeeded) {
  if (succeeded && counts.passed + counts.failed === 0) throw refusal('No test ran.')
  if (!succeeded && counts.failed === 0) return { ...counts, failed: 1 }
  return counts
}

function resultsFile(name) {
  mkdirSync(RESULTS, { recursive: true })
  const file = join(RESULTS, name)
  rmSync(file, { force: true })
  return file
}

function readResults(file, runner) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw refusal(`${runner} ended without results.`)
  }
}
