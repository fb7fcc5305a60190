// npm run cli -- <command>: the operator's way in without a browser, beside a running server or without one.
import './require-node.mjs'

const { runCommandLine } = await import('./run/command-line.mjs')
process.exit(await runCommandLine(process.argv.slice(2)))
