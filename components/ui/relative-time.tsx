'use client'
import { useRef, useState, useSyncExternalStore } from 'react'
import { LazyTooltipBubble } from './lazy-tooltip-bubble'
import { exactTimeText, relativeTimeText } from './relative-time-text'

type RelativeTimeProps = {
  /** ISO 8601, or null where it never happened. */
  value: string | null
  /** Shown for null. */
  never?: string
}

export function RelativeTime({ value, never = 'Never' }: RelativeTimeProps) {
  if (value === null) return <span className="text-faint">{never}</span>
  return <Moment value={value} />
}

function Moment({ value }: { value: string }) {
  const ref = useRef<HTMLTimeElement>(null)
  const [isHovered, setIsHovered] = useState(false)
  // Read for its change alone: it draws the text again each minute.
  useSyncExternalStore(subscribeToMinutes, currentMinute, currentMinute)
  const time = new Date(value)
  return (
    <>
      {/* The clock moves between the server's rendering and the browser's; a text one step older is not an error. */}
      <time
        ref={ref}
        dateTime={value}
        suppressHydrationWarning
        className="whitespace-nowrap"
        onPointerEnter={() => setIsHovered(true)}
        onPointerLeave={() => setIsHovered(false)}
      >
        {relativeTimeText(time)}
      </time>
      <LazyTooltipBubble isOpen={isHovered} anchor={() => ref.current}>
        {isHovered ? exactTimeText(time) : null}
      </LazyTooltipBubble>
    </>
  )
}

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

// One clock for all times of a page.
function subscribeToMinutes(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => listeners.forEach((notify) => notify()), 60_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function currentMinute(): number {
  return Math.floor(Date.now() / 60_000)
}
