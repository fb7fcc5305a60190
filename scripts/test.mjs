// npm test: everything CI runs. npm run check: the same without a browser.
//   --without-end-to-end   leaves out the build's tests in a real browser
import './require-node.mjs'

const { runChecks } = await import('./check/run.mjs')
process.exit(await runChecks(process.argv.slice(2)))
