// npm run bench: builds the product, starts it with data of its own on a free port, and prints the tables of bench/.
// On the embedded database and on a PostgreSQL server: that of BENCH_DATABASE_URL or one of this machine's own, if any.
// npm run bench -- sizes: organizations of 100, 10,000 and 100,000 members only; npm run bench -- workspaces: workspaces only; -- keys: the GraphQL API only;
// -- runs: flow runs only; -- audit: the audit log only, of 5 million events or BENCH_AUDIT_EVENTS; -- sso: single sign-on only.
import './require-node.mjs'

const { runBench } = await import('./bench/run.mjs')
process.exit(await runBench(process.argv[2]))
