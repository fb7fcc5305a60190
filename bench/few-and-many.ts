import { figuresOf, ratioText } from './figures'
import { runLoad, timeAnswers, type Target } from './load'

const connections = 16
const rounds = 7

/** One row of the table: the same thing asked where there is little and where there is much. */
export type FewAndMany = { title: string; few: Target; many: Target }

/** Above such rows: how much there is on either side, in words. */
export function headingOf(few: string, many: string): string[] {
  return ['', `${few}: req/s`, 'median', 'p95, ms', `${many}: req/s`, 'median', 'p95, ms', 'p95, many ÷ few']
}

type Answers = { milliseconds: number[]; seconds: number }

/** Measures both sides, in turn, so that whatever else the machine does meets both. */
export async function lineOf({ title, few, many }: FewAndMany): Promise<string[]> {
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
