import type { RunMark, RunTimeline } from '@/lib/flow-runs/schema'
import { isFailure } from './status-looks'

/** The picture, in pixels from the top: bars stand on the line, failures hang below it. Across it is percent, so that it fits any width. */
export const picture = { height: 176, top: 12, line: 108, bottom: 152, labels: 170 }

export type PlacedMark = { run: RunMark; x: number; height: number }

/** How far marks of the same moment are moved apart, and from their moment at most, in percent of the width. */
const pitch = 0.55
const furthest = 1.6

/** Where a time lies, in percent of the width. */
export function placeOf(time: string, { from, to }: Pick<RunTimeline, 'from' | 'to'>): number {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  const share = end > start ? (Date.parse(time) - start) / (end - start) : 0
  return Math.min(100, Math.max(0, share * 100))
}

/**
 * The runs of a timeline with their places, in the order of time. Those that began at about the same moment stand side by side as far as
 * there is room; the others lie behind them.
 */
export function placeMarks(
  runs: readonly RunMark[],
  timeline: Pick<RunTimeline, 'from' | 'to'>,
): PlacedMark[] {
  const longest = longestOf(runs)
  const taken = { above: -pitch, below: -pitch }
  return runs.map((run) => {
    const lane = isFailure(run.status) ? 'below' : 'above'
    const wanted = placeOf(run.start, timeline)
    const x = Math.min(Math.max(wanted, taken[lane] + pitch), wanted + furthest, 99.6)
    taken[lane] = x
    return { run, x: round(x), height: heightOf(run.seconds ?? 0, longest, roomOf(lane)) }
  })
}

/** The seconds that the tallest mark stands for. */
export function longestOf(runs: readonly RunMark[]): number {
  return runs.reduce((longest, { seconds }) => Math.max(longest, seconds ?? 0), 0)
}

/** The height of a part of the most there is: by its root, so that a run of a minute is still seen beside one of hours, and never nothing. */
export function heightOf(
  value: number,
  most: number,
  { least, room }: { least: number; room: number },
): number {
  const share = most > 0 ? Math.sqrt(Math.min(1, value / most)) : 0
  return Math.round(least + (room - least) * share)
}

export function roomOf(lane: 'above' | 'below'): { least: number; room: number } {
  return lane === 'above'
    ? { least: 8, room: picture.line - picture.top }
    : { least: 12, room: picture.bottom - picture.line }
}

export type Tick = { x: number; text: string; isDay: boolean }

const hour = 3_600_000
const texts = {
  hour: new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  weekday: new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric' }),
  day: new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' }),
}

/** The times under the picture, in the reader's own zone: every few hours of a day, midnights of longer ones. */
export function ticksOf({ period, from, to }: Pick<RunTimeline, 'period' | 'from' | 'to'>): Tick[] {
  const ticks: Tick[] = []
  const every = period === 'month' ? 5 : 1
  let days = 0
  const start = Math.ceil(Date.parse(from) / hour) * hour
  for (let at = start; at <= Date.parse(to); at += hour) {
    const time = new Date(at)
    const isDay = time.getHours() === 0
    const isShown = period === 'day' ? time.getHours() % 4 === 0 : isDay && days++ % every === 0
    if (!isShown) continue
    const x = placeOf(time.toISOString(), { from, to })
    // One at the very edge would be cut off.
    if (x > 2 && x < 97) ticks.push({ x: round(x), text: tickText(time, period), isDay })
  }
  return ticks
}

function tickText(time: Date, period: RunTimeline['period']): string {
  if (period === 'month') return texts.day.format(time)
  return period === 'week' || time.getHours() === 0 ? texts.weekday.format(time) : texts.hour.format(time)
}

function round(percent: number): number {
  return Math.round(percent * 100) / 100
}
