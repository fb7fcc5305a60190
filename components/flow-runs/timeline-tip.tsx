import { ClockTime } from '@/components/ui/clock-time'
import { countOf } from '@/lib/format'
import type { RunBin, RunMark } from '@/lib/flow-runs/schema'
import { durationText } from './duration-text'
import { countsText } from './run-text'

/** What the picture says of one run. */
export function RunTip({ run }: { run: RunMark }) {
  const { name, flow_name, state_name, start, seconds } = run
  return (
    <>
      <span className="block font-medium">{name}</span>
      <span className="block">{flow_name}</span>
      <span className="block">
        {state_name}
        {seconds === null ? '' : ` after ${durationText(seconds)}`} ·{' '}
        <ClockTime value={start} look="moment" />
      </span>
    </>
  )
}

/** And of the runs of one part of the time. */
export function BinTip({ bin }: { bin: RunBin }) {
  return (
    <>
      <span className="block font-medium">{countOf(bin.total, 'run')}</span>
      <span className="block">{countsText(bin.counts)}</span>
      <span className="block">
        <ClockTime value={bin.start} look="moment" /> to <ClockTime value={bin.end} look="moment" />
      </span>
    </>
  )
}
