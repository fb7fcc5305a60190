'use client'
import { Pause, Play } from 'lucide-react'
import type { Live } from '@/lib/client/use-live'
import { ClockTime } from './clock-time'
import { IconButton } from './icon-button'

type LiveNoteProps = {
  live: Live
  /** Milliseconds since 1970 of what is shown. */
  updatedAt: number
  /** The last try failed: what is shown grows old. */
  isFailing: boolean
}

/** Says when what a page shows was read, and stops or resumes following. Only trouble is announced: a clock that talks every ten seconds helps nobody. */
export function LiveNote({ live, updatedAt, isFailing }: LiveNoteProps) {
  const { isPaused, setIsPaused } = live
  return (
    <span className="flex items-center gap-1 text-sm whitespace-nowrap text-muted">
      <span role="status" className={isFailing ? 'text-warning' : 'sr-only'}>
        {isFailing ? 'No connection.' : ''}
      </span>
      <span>
        {isPaused ? 'Paused' : 'Updated'} <ClockTime value={updatedAt} />
      </span>
      <IconButton
        size="small"
        label={isPaused ? 'Resume updates' : 'Pause updates'}
        icon={isPaused ? <Play /> : <Pause />}
        onClick={() => setIsPaused(!isPaused)}
      />
    </span>
  )
}
