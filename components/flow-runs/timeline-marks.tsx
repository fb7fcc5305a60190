import { memo } from 'react'
import type { RunMark } from '@/lib/flow-runs/schema'
import { runText } from './run-text'
import { useRunsPlace } from './runs-place'
import { picture, placeMarks } from './timeline-layout'
import { TimelineMark } from './timeline-mark'

type TimelineMarksProps = {
  runs: readonly RunMark[]
  from: string
  to: string
  /** The one that the Tab key comes to; the arrows lead on. */
  activeId: string | undefined
}

const crowdedFrom = 120

/** One mark for each run, each a link to it. Remembered: a tooltip moves over them without drawing them again. */
export const TimelineMarks = memo(function TimelineMarks(props: TimelineMarksProps) {
  const { runHref } = useRunsPlace()
  const { runs, from, to, activeId } = props
  const half = runs.length > crowdedFrom ? 2 : 3
  return placeMarks(runs, { from, to }).map(({ run, x, height }) => (
    <svg key={run.id} x={`${x}%`} overflow="visible">
      <a
        href={runHref(run.id)}
        data-mark={run.id}
        tabIndex={run.id === activeId ? 0 : -1}
        aria-label={runText(run)}
        className="group outline-none"
      >
        <rect
          x={-half - 2}
          y={picture.top - 4}
          width={half * 2 + 4}
          height={picture.bottom - picture.top + 8}
          rx={3}
          className="fill-transparent group-hover:fill-hover group-focus-visible:stroke-focus group-focus-visible:stroke-2"
        />
        <TimelineMark status={run.status} height={height} half={half} />
      </a>
    </svg>
  ))
})
