import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from '@/lib/testing/database'
import { figuresOf, ratioText, roundInTheMiddle, type Figures } from './figures'
import { timeAnswers } from './load'
import { makeOrganizations, type SizedOrganization } from './size-data'
import { listSizeMeasures, type Probe, type SizeMeasure } from './size-measures'
import { timePreview } from './size-preview'
import { markdownTable } from './table'

// Measures a running product with organizations of three sizes in one database. Started by scripts/bench.mjs with the product's
// address and settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const productUrl = `http://127.0.0.1:${port}`

const connections = 4
const rounds = 15
const requestsPerRound = 160

/** The figures of each round, in milliseconds, for each size. */
type Result = { title: string; bySize: Figures[][] }

try {
  const organizations = await makeOrganizations([100, 10_000, 100_000])
  const results: Result[] = []
  for (const measure of await listSizeMeasures(productUrl))
    results.push(await measureAll(measure, organizations))
  process.stdout.write(`${tableOf(organizations, results)}\n\n`)
  const largest = organizations.at(-1)
  if (largest) process.stdout.write(`${await timePreview(productUrl, largest)}\n`)
} finally {
  await closeTestDatabase()
  await closeDatabase()
}

// Short runs in turn, first up and then down, so that whatever else the machine does meets all sizes.
async function measureAll(measure: SizeMeasure, organizations: SizedOrganization[]): Promise<Result> {
  process.stderr.write(`  ${measure.title} …\n`)
  const probes: { probe: Probe; figures: Figures[] }[] = []
  for (const organization of organizations)
    probes.push({ probe: await measure.prepare(organization), figures: [] })
  for (const { probe } of probes) await runRound(probe)
  for (let round = 0; round < rounds; round += 1) {
    for (const { probe, figures } of round % 2 === 0 ? probes : probes.toReversed())
      figures.push(await runRound(probe))
  }
  for (const { probe } of probes) await probe.verify?.()
  return { title: measure.title, bySize: probes.map(({ figures }) => figures) }
}

async function runRound({ nextRequest }: Probe): Promise<Figures> {
  const target = { url: productUrl, nextRequest }
  const { milliseconds } = await timeAnswers(target, { requests: requestsPerRound }, connections)
  // The first answer of each connection waited for the connection as well.
  const answers = milliseconds.slice(connections)
  return figuresOf(answers)
}

function tableOf(organizations: SizedOrganization[], results: Result[]): string {
  const heading = organizations.flatMap(({ members }) => [
    `${members.toLocaleString('en')}: median`,
    'p95, ms',
  ])
  const body = results.map(({ title, bySize }) => {
    const figures = bySize.map(roundInTheMiddle)
    return [
      title,
      ...figures.flatMap(({ median, p95 }) => [median.toFixed(1), p95.toFixed(1)]),
      ratioText(figures[0], figures.at(-1)),
    ]
  })
  return markdownTable(['', ...heading, 'p95, largest ÷ smallest'], body)
}
