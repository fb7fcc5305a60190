import type { Faker } from '@faker-js/faker'
import { isFinal, stateNames, type StateType } from '@/lib/flow-runs/states'
import { chance, fraction, randomOf } from './random'
import { timeOrderedId } from './time-ordered-id'

/** How a flow runs: every so many hours from an hour of the day on, for so many minutes, and how often it fails. */
type Rhythm = {
  name: string
  tags: string[]
  everyHours: number
  atHour: number
  minutes: number
  failures: number
  /** What it says when it fails. */
  trouble: string
  lines: string[]
}

const rhythms: Rhythm[] = [
  {
    name: 'sync-customers',
    tags: ['hourly'],
    everyHours: 3,
    atHour: 0,
    minutes: 2,
    failures: 0.03,
    trouble: 'TimeoutError: crm.example.com did not answer within 30 seconds',
    lines: ['Asking for customers changed since the last run', 'Wrote 214 customers'],
  },
  {
    name: 'extract-orders',
    tags: ['nightly', 'orders'],
    everyHours: 24,
    atHour: 1,
    minutes: 12,
    failures: 0.04,
    trouble: 'ConnectionError: the orders database closed the connection',
    lines: ['Reading orders of yesterday', 'Read 18,402 orders', 'Stored orders.parquet (7.1 MB)'],
  },
  {
    name: 'load-warehouse',
    tags: ['nightly', 'warehouse'],
    everyHours: 24,
    atHour: 2,
    minutes: 34,
    failures: 0.1,
    trouble: 'DiskFull: could not extend the table sales_2026: No space left on device',
    lines: ['Loading orders.parquet', 'Loaded 18,402 rows into sales', 'Refreshed 12 tables'],
  },
  {
    name: 'train-forecast',
    tags: ['nightly', 'models'],
    everyHours: 24,
    atHour: 3,
    minutes: 75,
    failures: 0.08,
    trouble: 'ValueError: the input has 3 columns that were not there when the model was made',
    lines: ['Training on 730 days', 'Mean error 4.2 %, was 4.4 %', 'Stored the model'],
  },
  {
    name: 'mail-daily-report',
    tags: ['nightly', 'reports'],
    everyHours: 24,
    atHour: 5,
    minutes: 3,
    failures: 0.02,
    trouble: 'KeyError: ‘region’ in the section Sales',
    lines: ['Drawing 9 charts', 'Mailed the report to 31 people'],
  },
  {
    name: 'archive-invoices',
    tags: ['weekly'],
    everyHours: 168,
    atHour: 4,
    minutes: 20,
    failures: 0,
    trouble: '',
    lines: ['Archived 1,377 invoices'],
  },
]

export type PlannedState = {
  id: string
  type: StateType
  name: string
  at: Date
  message: string | null
  details: Record<string, string>
}
export type PlannedLine = { id: string; at: Date; level: number; message: string }

export type PlannedRun = {
  id: string
  flowId: string
  name: string
  expectedAt: Date
  parameters: Record<string, string>
  tags: string[]
  runCount: number
  startedAt: Date | null
  endedAt: Date | null
  seconds: number
  /** Oldest first. */
  states: [PlannedState, ...PlannedState[]]
  lines: PlannedLine[]
}

export type PlannedFlow = { id: string; name: string; tags: string[] }

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const daysBack = 30
const daysWithLines = 3

/**
 * The flows of a workspace and so many of their newest runs of the last 30 days, oldest first, with the next ones of each flow: most completed,
 * some failed, crashed, were cancelled or tried again, one that nobody took up. The same seed gives the same names and outcomes.
 */
export function planRuns(
  seed: number,
  { count, now }: { count: number; now: Date },
): { flows: PlannedFlow[]; runs: PlannedRun[] } {
  const random = randomOf(seed, 'runs')
  const made: { flow: PlannedFlow; rhythm: Rhythm; times: Date[] }[] = []
  for (let round = 1, times = 0; times < count && round <= 1_000; round += 1)
    for (const rhythm of rhythms) {
      const name = round === 1 ? rhythm.name : `${rhythm.name}-${round}`
      const flow = { id: timeOrderedId(now), name, tags: rhythm.tags }
      const one = { flow, rhythm, times: timesOf(rhythm, now, (round - 1) * 7) }
      made.push(one)
      times += one.times.length
    }
  const runs = made
    .flatMap(({ flow, rhythm, times }) => times.map((at) => ({ flow, rhythm, at })))
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .slice(-count)
  const lastWeekly = runs.findLast(({ rhythm, at }) => rhythm.everyHours === 168 && at < now)
  return {
    flows: made.map(({ flow }) => flow),
    runs: runs.map((run) => planRun(random, { ...run, now, isForgotten: run === lastWeekly })),
  }
}

/** When it is expected to run, until a day from now; `shift` minutes later than it would by itself. */
function timesOf({ everyHours, atHour }: Rhythm, now: Date, shift: number): Date[] {
  const today = Math.floor(now.getTime() / day) * day + atHour * hour + (shift % 60) * minute
  const first = today - daysBack * day
  const length = Math.floor(((daysBack + 1) * 24) / everyHours) + 1
  const times = Array.from({ length }, (_, index) => new Date(first + index * everyHours * hour))
  return times.filter((at) => at.getTime() <= now.getTime() + day)
}

type Occasion = { flow: PlannedFlow; rhythm: Rhythm; at: Date; now: Date; isForgotten: boolean }

function planRun(random: Faker, { flow, rhythm, at, now, isForgotten }: Occasion): PlannedRun {
  const states = planStates(random, { rhythm, at, now, isForgotten })
  const [last] = states.slice(-1)
  const running = states.filter(({ type }) => type === 'RUNNING')
  const startedAt = running[0]?.at ?? null
  const endedAt = last && isFinal(last.type) ? last.at : null
  const run = {
    id: timeOrderedId(new Date(Math.min(at.getTime(), now.getTime()))),
    flowId: flow.id,
    name: `${random.word.adjective({ length: { min: 4, max: 8 } })}-${random.animal.type().replaceAll(' ', '-')}`,
    expectedAt: at,
    parameters: { day: new Date(at.getTime() - day).toISOString().slice(0, 10) },
    tags: flow.tags,
    runCount: running.length,
    startedAt,
    endedAt,
    seconds: startedAt && endedAt ? (endedAt.getTime() - startedAt.getTime()) / 1_000 : 0,
    states,
  }
  const hasLines = startedAt !== null && now.getTime() - at.getTime() < daysWithLines * day
  return { ...run, lines: hasLines ? linesOf(rhythm, states) : [] }
}

type Fate = Pick<Occasion, 'rhythm' | 'at' | 'now' | 'isForgotten'>

function planStates(random: Faker, { rhythm, at, now, isForgotten }: Fate): PlannedRun['states'] {
  const [luck, length] = [fraction(random), rhythm.minutes * (0.8 + 0.5 * fraction(random))]
  const ordered = new Date(Math.min(at.getTime() - day, now.getTime() - hour))
  const first = stateOf('SCHEDULED', ordered, { details: { scheduled_time: at.toISOString() } })
  if (isForgotten || at > now) return [first]
  const after = (minutes: number) => new Date(at.getTime() + minutes * minute)
  const begun = [stateOf('PENDING', after(0.05)), stateOf('RUNNING', after(0.15))]
  const end = (type: StateType, message: string | null = null) => stateOf(type, after(length), { message })
  const last = planEnd(luck, rhythm, end)
  const again = last.type === 'COMPLETED' && chance(random, 0.05) && rhythm.trouble !== ''
  const retried = again
    ? [
        stateOf('SCHEDULED', after(length * 0.4), { name: 'AwaitingRetry', message: rhythm.trouble }),
        stateOf('RUNNING', after(length * 0.5), { name: 'Retrying' }),
      ]
    : []
  return [first, ...[...begun, ...retried, last].filter((state) => state.at <= now)]
}

function planEnd(
  luck: number,
  { failures, trouble }: Rhythm,
  end: (type: StateType, message?: string) => PlannedState,
): PlannedState {
  if (luck < failures) return end('FAILED', trouble)
  if (luck < failures * 1.2) return end('CRASHED', 'The process ended with exit status 137.')
  if (luck > 0.99) return end('CANCELLED', 'Not needed today.')
  return end('COMPLETED')
}

function stateOf(
  type: StateType,
  at: Date,
  more: { name?: string; message?: string | null; details?: Record<string, string> } = {},
): PlannedState {
  const name = more.name ?? stateNames[type]
  return { id: timeOrderedId(at), type, name, at, message: more.message ?? null, details: more.details ?? {} }
}

function linesOf({ lines, trouble }: Rhythm, states: PlannedState[]): PlannedLine[] {
  const begun = states.find(({ type }) => type === 'RUNNING')
  const last = states.at(-1)
  if (!begun || !last) return []
  const line = (at: Date, level: number, message: string) => ({ id: timeOrderedId(at), at, level, message })
  const step = Math.max(0, last.at.getTime() - begun.at.getTime()) / (lines.length + 1)
  const said = last.type === 'COMPLETED' ? lines : lines.slice(0, 1)
  const told = said.map((message, index) => line(new Date(begun.at.getTime() + index * step), 20, message))
  if (last.type === 'FAILED') told.push(line(last.at, 40, trouble))
  if (isFinal(last.type)) told.push(line(last.at, 20, `Ended as ${last.name}`))
  return told
}
