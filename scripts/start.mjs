// npm start, npm run dev: installs, builds and runs the product. The README says what can be set.
//   --dev                         with hot reload
//   --only-build and --prebuilt   the two halves, for the container image
import './require-node.mjs'

const { start } = await import('./run/start.mjs')
process.exit(await start(process.argv.slice(2)))
