'use client'
import { useRouter } from 'next/navigation'
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type SyntheticEvent,
  useId,
  useState,
} from 'react'
import { LazyTooltipBubble } from '@/components/ui/lazy-tooltip-bubble'
import { countOf } from '@/lib/format'
import type { RunTimeline as Timeline } from '@/lib/flow-runs/schema'
import { durationText } from './duration-text'
import { BinTip, RunTip } from './timeline-tip'
import { mostOf, TimelineBins } from './timeline-bins'
import { TimelineFrame } from './timeline-frame'
import { longestOf, picture } from './timeline-layout'
import { TimelineMarks } from './timeline-marks'

type RunTimelineProps = { timeline: Timeline; handle: string; workspaceHandle: string; label: string }

type Pointed = { id: string; element: Element }

/** The runs of a period as a picture. One handler for all marks: three hundred of each would cost every visit their weight. */
export function RunTimeline({ timeline, handle, workspaceHandle, label }: RunTimelineProps) {
  const router = useRouter()
  const stripesId = useId()
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const [activeId, setActiveId] = useState<string>()
  const { runs, bins, from, to } = timeline
  const ids = runs ? runs.map(({ id }) => id) : bins.filter(hasRuns).map(({ start }) => start)
  // The newest comes first to the keyboard; one that was left stays.
  const reached = activeId !== undefined && ids.includes(activeId) ? activeId : ids.at(-1)
  const shared = { from, to, handle, workspaceHandle, activeId: reached }

  function point(event: SyntheticEvent) {
    const element = markOf(event.target)
    setPointed(element ? { id: idOf(element), element } : null)
  }
  function open(event: MouseEvent) {
    const href = markOf(event.target)?.getAttribute('href')
    if (!href || event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    router.push(href)
  }
  function move(event: KeyboardEvent<SVGSVGElement>) {
    const element = markOf(event.target)
    if (event.key === 'Escape') return setPointed(null)
    const next = element && nextIndex(event.key, ids.indexOf(idOf(element)), ids.length)
    const id = typeof next === 'number' ? ids[next] : undefined
    const target = id && event.currentTarget.querySelector(`[data-mark="${CSS.escape(id)}"]`)
    if (!id || !(target instanceof SVGElement)) return
    event.preventDefault()
    setActiveId(id)
    target.focus()
  }
  return (
    <>
      {/* The links inside are what one presses; their events come by here. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <svg
        role="group"
        aria-label={label}
        width="100%"
        height={picture.height}
        className="block overflow-visible select-none"
        onPointerOver={point}
        onPointerLeave={() => setPointed(null)}
        onFocus={point}
        onBlur={() => setPointed(null)}
        onClick={open}
        onKeyDown={move}
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
        <TimelineFrame timeline={timeline} scale={scaleText(timeline)}>
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

function markOf(target: EventTarget): Element | null {
  return target instanceof Element ? target.closest('[data-mark]') : null
}

function idOf(element: Element): string {
  return element.getAttribute('data-mark') ?? ''
}

function hasRuns({ total }: { total: number }): boolean {
  return total > 0
}

function nextIndex(key: string, index: number, length: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return index - 1
    case 'ArrowRight':
      return Math.min(index + 1, length - 1)
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return null
  }
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
