import { countOf } from '@/lib/format'
import type { RunBin, RunCounts, RunMark, RunStatus } from '@/lib/flow-runs/schema'
import { durationText } from './duration-text'
import { statusLooks, statusOrder } from './status-looks'

// One zone on server and client, named: both write the same text.
const times = new Intl.DateTimeFormat('en', {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
})

/** A run of the picture in words: "brave-otter of nightly, Failed after 4m 12s, Thu 02:14 UTC". */
export function runText({ name, flow_name, state_name, start, seconds }: RunMark): string {
  const length = seconds === null ? '' : ` after ${durationText(seconds)}`
  return `${name} of ${flow_name}, ${state_name}${length}, ${times.format(new Date(start))} UTC`
}

/** The runs of a part of the picture in words: "12 runs from Thu 02:00 to Thu 03:00 UTC: 2 Failed, 10 Completed". */
export function binText({ start, end, total, counts }: RunBin): string {
  const when = `from ${times.format(new Date(start))} to ${times.format(new Date(end))} UTC`
  return `${countOf(total, 'run')} ${when}${total > 0 ? `: ${countsText(counts)}` : ''}`
}

/** "2 Failed, 10 Completed": what asks for attention first. */
export function countsText(counts: RunCounts): string {
  return presentOf(counts)
    .map(([status, count]) => `${count} ${statusLooks[status].label}`)
    .join(', ')
}

/** The statuses that there are runs of, what asks for attention first. */
export function presentOf(counts: RunCounts): [RunStatus, number][] {
  return statusOrder.flatMap((status) => {
    const count = counts[status] ?? 0
    return count > 0 ? [[status, count] satisfies [RunStatus, number]] : []
  })
}
