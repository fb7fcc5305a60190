'use client'
import { type ReactNode, useId } from 'react'
import { LazyTooltipBubble } from '@/components/ui/lazy-tooltip-bubble'
import { countOf } from '@/lib/format'
import type { RunTimeline as Timeline } from '@/lib/flow-runs/schema'
import { durationText } from './duration-text'
import { BinTip, RunTip } from './timeline-tip'
import { mostOf, TimelineBins } from './timeline-bins'
import { TimelineFrame } from './timeline-frame'
import { longestOf, picture } from './timeline-layout'
import { TimelineMarks } from './timeline-marks'
import { useMarks } from './use-marks'

type RunTimelineProps = { timeline: Timeline; label: string }

/** The runs of a period as a picture. One handler for all marks: three hundred of each would cost every visit their weight. */
export function RunTimeline({ timeline, label }: RunTimelineProps) {
  const stripesId = useId()
  const { runs, bins, from, to } = timeline
  const { pointed, activeId, handlers } = useMarks(
    runs ? runs.map(({ id }) => id) : bins.filter(hasRuns).map(({ start }) => start),
  )
  const shared = { from, to, activeId }
  return (
    <>
      {/* The links inside are what one presses; their events come by here. */}
      <svg
        role="group"
        aria-label={label}
        width="100%"
        height={picture.height}
        className="block overflow-visible select-none"
        {...handlers}
      >
        <defs>
          <pattern id={stripesId} width="4" height="4" patternUnits="userSpaceOnUse">
            <rect
              width="4"
              height="2"
              className="fill-surface forced-colors:fill-[Canvas]"
              fillOpacity={0.6}
            />
          </pattern>
        </defs>
        <TimelineFrame timeline={timeline} scale={scaleText(timeline)} failures={failuresText(timeline)}>
          {runs ? (
            <TimelineMarks {...shared} runs={runs} />
          ) : (
            <TimelineBins {...shared} bins={bins} stripesId={stripesId} />
          )}
        </TimelineFrame>
      </svg>
      {/* One for each mark: an open one would stay where it is. */}
      <LazyTooltipBubble key={pointed?.id} isOpen={pointed !== null} anchor={() => pointed?.element ?? null}>
        {pointed ? tipOf(timeline, pointed.id) : null}
      </LazyTooltipBubble>
    </>
  )
}

function hasRuns({ total }: { total: number }): boolean {
  return total > 0
}

function tipOf({ runs, bins }: Timeline, id: string): ReactNode {
  const run = runs?.find((one) => one.id === id)
  if (run) return <RunTip run={run} />
  const bin = bins.find(({ start }) => start === id)
  return bin ? <BinTip bin={bin} /> : null
}

/** What the height stands for. */
function scaleText({ runs, bins }: Timeline): string {
  if (!runs) return `up to ${countOf(mostOf(bins, 'above'), 'run')}`
  const longest = longestOf(runs)
  return longest > 0 ? `up to ${durationText(longest)}` : ''
}

/** And below the line, where it may be another. */
function failuresText({ runs, bins }: Timeline): string {
  const most = runs ? 0 : mostOf(bins, 'below')
  return most > 0 ? `Failed, up to ${countOf(most, 'run')}` : 'Failed'
}
