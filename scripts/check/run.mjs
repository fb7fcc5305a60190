import { complain, duration, explain, refusal, say } from '../output.mjs'
import { installAndGenerate, buildStep, endToEndStep, staticSteps, testSteps } from './steps.mjs'

/**
 * Runs the steps one after the other and stops at the first that fails. Ends with a summary whose last line is
 * "N passed, N failed" over all tests; a step without tests of its own that fails counts as one. Returns the exit code.
 */
export async function runChecks(argv) {
  const done = []
  const started = Date.now()
  try {
    for (const step of planSteps(argv)) await runStep(step, done)
  } catch (error) {
    complain(explain(error))
    done.push({ title: 'starting', passed: 0, failed: 1, started })
  }
  return summarize(done, started)
}

function planSteps(argv) {
  const withoutEndToEnd = argv.includes('--without-end-to-end')
  const unknown = argv.find((word) => word !== '--without-end-to-end')
  if (unknown) throw refusal(`Unknown option ${unknown}; there is: --without-end-to-end.`)
  const steps = [installAndGenerate, ...staticSteps, ...testSteps, buildStep]
  return withoutEndToEnd ? steps : [...steps, endToEndStep]
}

async function runStep({ title, run }, done) {
  if (done.some((result) => result.failed > 0)) return
  const started = Date.now()
  say(`\n── ${title}`)
  try {
    const counts = await run()
    done.push({
      title,
      started,
      ended: Date.now(),
      passed: counts?.passed ?? 0,
      failed: counts?.failed ?? 0,
      counts,
    })
  } catch (error) {
    complain(explain(error))
    done.push({ title, started, ended: Date.now(), passed: 0, failed: 1 })
  }
}

function summarize(done, started) {
  const passed = sum(done, 'passed')
  const failed = sum(done, 'failed')
  say(`\n── summary, after ${duration(started)}`)
  for (const result of done) say(describe(result))
  if (passed === 0 && failed === 0) complain('Not a single test ran, which cannot be right.')
  say(`${passed} passed, ${failed} failed`)
  return failed > 0 || passed === 0 ? 1 : 0
}

function describe({ title, counts, failed, started, ended }) {
  const verdict = failed > 0 ? 'FAILED' : 'ok'
  const tests =
    counts?.passed !== undefined
      ? `, ${counts.passed} passed, ${counts.failed} failed${describeSkipped(counts)}${describeRetried(counts)}`
      : ''
  return `${verdict.padEnd(7)}${title} (${duration(started, ended)})${tests}`
}

function describeSkipped({ skipped }) {
  return skipped ? `, ${skipped} skipped` : ''
}

function describeRetried({ retried }) {
  return retried ? `, ${retried} passed at the second try alone` : ''
}

function sum(results, key) {
  return results.reduce((total, result) => total + result[key], 0)
}
