import { memo } from 'react'
import { minutesBetween } from '@/lib/format'
import type { RunBin, RunStatus } from '@/lib/flow-runs/schema'
import { binText } from './run-text'
import { useRunsPlace } from './runs-place'
import { inkOf, isFailure, statusLooks } from './status-looks'
import { heightOf, picture, placeOf, roomOf } from './timeline-layout'

type TimelineBinsProps = {
  bins: readonly RunBin[]
  from: string
  to: string
  activeId: string | undefined
  /** For the stripes of those that a pattern tells apart. */
  stripesId: string
}

// Away from the line: what is most common lies on it, so that the bars can be compared.
const stackOrder: readonly RunStatus[] = [
  'COMPLETED',
  'FAILED',
  'CRASHED',
  'CANCELLED',
  'CANCELLING',
  'PAUSED',
  'RUNNING',
  'PENDING',
  'SCHEDULED',
  'LATE',
]

type Lane = { status: RunStatus; count: number }[]

/** A bar for each part of the time, where there are more runs than marks: each a link to its runs. */
export const TimelineBins = memo(function TimelineBins(props: TimelineBinsProps) {
  const { runsHref } = useRunsPlace()
  const { bins, from, to, activeId, stripesId } = props
  const most = { above: mostOf(bins, 'above'), below: mostOf(bins, 'below') }
  return bins
    .filter(({ total }) => total > 0)
    .map((bin) => {
      const [x, end] = [placeOf(bin.start, { from, to }), placeOf(bin.end, { from, to })]
      const time = minutesBetween(bin.start, bin.end)
      return (
        <svg key={bin.start} x={`${x}%`} width={`${end - x}%`} overflow="visible">
          <a
            href={runsHref({ time })}
            data-mark={bin.start}
            tabIndex={bin.start === activeId ? 0 : -1}
            aria-label={binText(bin)}
            className="group outline-none"
          >
            <rect
              y={picture.top - 4}
              width="100%"
              height={picture.bottom - picture.top + 8}
              rx={3}
              className="fill-transparent group-hover:fill-hover group-focus-visible:stroke-focus group-focus-visible:stroke-2"
            />
            <Stack lane={laneOf(bin, 'above')} most={most.above} isBelow={false} stripesId={stripesId} />
            <Stack lane={laneOf(bin, 'below')} most={most.below} isBelow stripesId={stripesId} />
          </a>
        </svg>
      )
    })
})

type StackProps = { lane: Lane; most: number; isBelow: boolean; stripesId: string }

/** The runs of one part by status, away from the line: as high as they are many. */
function Stack({ lane, most, isBelow, stripesId }: StackProps) {
  const total = sumOf(lane)
  if (total === 0) return null
  const height = heightOf(total, most, { ...roomOf(isBelow ? 'below' : 'above'), least: 5 })
  let done = 0
  return lane.map(({ status, count }) => {
    const part = (count / total) * height
    const y = isBelow ? picture.line + 2 + done : picture.line - 2 - done - part
    done += part
    const { tone, shape } = statusLooks[status]
    const box = { x: '10%', width: '80%', y, height: Math.max(1, part - 0.5) }
    return (
      <g key={status} className={inkOf[tone]}>
        <rect {...box} fill="currentColor" fillOpacity={shape === 'full' ? 1 : 0.55} />
        {shape === 'full' ? null : <rect {...box} fill={`url(#${stripesId})`} />}
      </g>
    )
  })
}

function laneOf({ counts }: RunBin, lane: 'above' | 'below'): Lane {
  return stackOrder
    .filter((status) => isFailure(status) === (lane === 'below'))
    .map((status) => ({ status, count: counts[status] ?? 0 }))
    .filter(({ count }) => count > 0)
}

/** How many runs the highest bar of a lane stands for. */
export function mostOf(bins: readonly RunBin[], lane: 'above' | 'below'): number {
  return Math.max(0, ...bins.map((bin) => sumOf(laneOf(bin, lane))))
}

function sumOf(lane: Lane): number {
  return lane.reduce((sum, { count }) => sum + count, 0)
}
