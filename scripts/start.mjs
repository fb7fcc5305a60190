// npm start, npm run dev: installs, builds and runs the product. The README says what can be set.
//   --dev          with hot reload
//   --only-build   ends before anything is started (the container image; it then runs with ROSTER_PREBUILT=true)
import './require-node.mjs'

const { start } = await import('./run/start.mjs')
process.exit(await start(process.argv.slice(2)))
