// npm run bench: builds the product, starts it with data of its own on a free port, and prints the table of bench/.
// On the PostgreSQL server of TEST_POSTGRES_URL or one of this machine's own; without either on the embedded database.
import './require-node.mjs'

const { runBench } = await import('./bench/run.mjs')
process.exit(await runBench())
