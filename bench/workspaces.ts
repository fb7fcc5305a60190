import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from '@/lib/testing/database'
import { figuresOf, ratioText, roundInTheMiddle, type Figures } from './figures'
import { markdownTable } from './table'
import { makeWorkspaceBench } from './workspace-data'
import { listWorkspaceMeasures, type WorkspaceMeasure } from './workspace-measures'

// Measures workspaces and their sharing where there is little of them and where there is much, in one database. Started by
// scripts/bench.mjs with the product's address and settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const productUrl = `http://127.0.0.1:${port}`

try {
  process.stderr.write('  making organizations of 100 and 100,000 members …\n')
  const bench = await makeWorkspaceBench()
  const lines: string[][] = []
  for (const measure of await listWorkspaceMeasures(productUrl, bench)) lines.push(await lineOf(measure))
  const heading = ['', 'few', 'median', 'p95, ms', 'many', 'median', 'p95, ms', 'p95, many ÷ few']
  process.stdout.write(`${markdownTable(heading, lines)}\n`)
} finally {
  await closeTestDatabase()
  await closeDatabase()
}

// In turn, so that whatever else the machine does meets both sides. A round of one answer counts with all the others.
async function lineOf({ title, rounds, few, many }: WorkspaceMeasure): Promise<string[]> {
  process.stderr.write(`  ${title} …\n`)
  const times: Record<'few' | 'many', number[][]> = { few: [], many: [] }
  await few.round()
  await many.round()
  for (let round = 0; round < rounds; round += 1) {
    const sides = [
      async () => times.few.push(await few.round()),
      async () => times.many.push(await many.round()),
    ]
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
  }
  const [small, large] = [summaryOf(times.few), summaryOf(times.many)]
  const text = (figures: Figures) => [figures.median.toFixed(1), figures.p95.toFixed(1)]
  return [title, few.name, ...text(small), many.name, ...text(large), ratioText(small, large)]
}

function summaryOf(rounds: number[][]): Figures {
  const isOneEach = rounds.every((answers) => answers.length === 1)
  return isOneEach ? figuresOf(rounds.flat()) : roundInTheMiddle(rounds.map(figuresOf))
}
