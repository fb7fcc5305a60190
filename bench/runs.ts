import { z } from 'zod'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from '@/lib/testing/database'
import { figuresOf, ratioText } from './figures'
import { runLoad, timeAnswers, type Target } from './load'
import { makeRunBench } from './run-data'
import { listRunMeasures, type RunMeasure } from './run-measures'
import { markdownTable } from './table'

// Measures flow runs in a workspace of 10,000 and in one of 1,000,000, in one database. Started by scripts/bench.mjs with the product's
// address and settings.
const { port } = new URL(z.url().parse(process.argv[2]))
const productUrl = `http://127.0.0.1:${port}`
const connections = 16
const rounds = 7

try {
  process.stderr.write('  making workspaces of 10,000 and 1,000,000 runs …\n')
  const bench = await makeRunBench()
  const lines: string[][] = []
  for (const measure of await listRunMeasures(productUrl, bench)) lines.push(await lineOf(measure))
  const heading = ['', '10,000: req/s', 'median', 'p95, ms', '1,000,000: req/s', 'median', 'p95, ms']
  process.stdout.write(`${markdownTable([...heading, 'p95, many ÷ few'], lines)}\n`)
} finally {
  await closeTestDatabase()
  await closeDatabase()
}

type Answers = { milliseconds: number[]; seconds: number }

// In turn, so that whatever else the machine does meets both sides.
async function lineOf({ title, few, many }: RunMeasure): Promise<string[]> {
  process.stderr.write(`  ${title} …\n`)
  const answers: Record<'few' | 'many', Answers[]> = { few: [], many: [] }
  for (const target of [few, many]) await runLoad(target, { requests: 256 })
  for (let round = 0; round < rounds; round += 1) {
    const sides = [
      async () => answers.few.push(await timed(few)),
      async () => answers.many.push(await timed(many)),
    ]
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
  }
  const [small, large] = [middleOf(answers.few), middleOf(answers.many)]
  const [one, other] = [figuresOf(small.milliseconds), figuresOf(large.milliseconds)]
  const text = (round: Answers) => {
    const { median, p95 } = figuresOf(round.milliseconds)
    const rate = (round.milliseconds.length / round.seconds).toLocaleString('en', {
      maximumSignificantDigits: 3,
    })
    return [rate, median.toFixed(1), p95.toFixed(1)]
  }
  return [title, ...text(small), ...text(large), ratioText(one, other)]
}

function timed(target: Target): Promise<Answers> {
  return timeAnswers(target, { seconds: 2 }, connections)
}

/** The round in the middle by its p95. */
function middleOf(all: Answers[]): Answers {
  const p95Of = (round: Answers) => figuresOf(round.milliseconds).p95
  const middle = all.toSorted((one, other) => p95Of(one) - p95Of(other))[Math.floor(all.length / 2)]
  if (!middle) throw new Error('there were no rounds')
  return middle
}
