'use client'
import type { ReactNode } from 'react'
import { useHydrated } from '@/lib/client/use-hydrated'
import type { RunTimeline } from '@/lib/flow-runs/schema'
import { picture, placeOf, ticksOf } from './timeline-layout'

type TimelineFrameProps = {
  timeline: RunTimeline
  /** What the top of the picture stands for: "longest 2h 3m". */
  scale: string
  /** What hangs below the line. */
  failures: string
  children: ReactNode
}

/** The line that runs stand on or hang from, with the hours or days under it. Drawn with attributes alone: a style attribute in server markup would need a hole in the content security policy. */
export function TimelineFrame({ timeline, scale, failures, children }: TimelineFrameProps) {
  const { top, line, bottom, labels } = picture
  const now = placeOf(timeline.as_of, timeline)
  return (
    <>
      <g aria-hidden className="text-line forced-colors:text-[GrayText]" stroke="currentColor">
        <line x1="0" x2="100%" y1={top} y2={top} strokeDasharray="2 4" />
        <Ticks timeline={timeline} />
        <line
          x1={`${now}%`}
          x2={`${now}%`}
          y1={top}
          y2={bottom}
          strokeDasharray="3 3"
          className="text-faint"
        />
      </g>
      {children}
      <g aria-hidden className="fill-faint text-xs forced-colors:fill-[CanvasText]">
        <line x1="0" x2="100%" y1={line} y2={line} className="stroke-control" />
        {scale ? (
          <text x="0" y={top - 4} className={halo}>
            {scale}
          </text>
        ) : null}
        <text x="0" y={bottom - 1} className={halo}>
          {failures}
        </text>
      </g>
      <g aria-hidden className="fill-muted text-xs tabular-nums forced-colors:fill-[CanvasText]">
        <TickTexts timeline={timeline} y={labels} />
      </g>
    </>
  )
}

// Readable over a bar.
const halo = 'stroke-surface stroke-3 tabular-nums [paint-order:stroke]'

// The server does not know where midnight is for the reader: hours and days come with the browser, in a place that is kept for them.
function Ticks({ timeline }: { timeline: RunTimeline }) {
  if (!useHydrated()) return null
  return ticksOf(timeline).map(({ x, isDay }) => (
    <line
      key={x}
      x1={`${x}%`}
      x2={`${x}%`}
      y1={isDay ? picture.top : picture.bottom - 3}
      y2={picture.bottom + 3}
    />
  ))
}

function TickTexts({ timeline, y }: { timeline: RunTimeline; y: number }) {
  if (!useHydrated()) return null
  return ticksOf(timeline).map(({ x, text }) => (
    <text key={x} x={`${x}%`} y={y} textAnchor="middle">
      {text}
    </text>
  ))
}
