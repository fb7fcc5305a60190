'use client'
import { TextLink } from '@/components/ui/text-link'
import { countText } from '@/lib/format'
import { overviewCountLimit } from '@/lib/flow-runs/limits'
import type { RunsOverview, RunStatus } from '@/lib/flow-runs/schema'
import { useRunsPlace } from './runs-place'
import { inkOf, statusLooks } from './status-looks'

type RunsNowProps = Pick<RunsOverview, 'running' | 'late'>

/** How many runs are running and late at this moment, whatever the period of the picture: each the way to the list of them. */
export function RunsNow({ running, late }: RunsNowProps) {
  return (
    <ul aria-label="Runs now" className="flex flex-wrap gap-x-4 gap-y-1 text-muted">
      <Count status="RUNNING" count={running} words="running now" />
      <Count status="LATE" count={late} words="late now" />
    </ul>
  )
}

function Count({ status, count, words }: { status: RunStatus; count: number; words: string }) {
  const { runsHref } = useRunsPlace()
  const { Icon, tone } = statusLooks[status]
  const number = countText(count, overviewCountLimit)
  return (
    <li className="flex items-center gap-1.5">
      <Icon aria-hidden className={`size-4 shrink-0 ${count > 0 ? inkOf[tone] : 'text-faint'}`} />
      {count > 0 ? (
        <TextLink href={runsHref({ status })} look="title">
          <span className="tabular-nums">{number}</span> {words}
        </TextLink>
      ) : (
        `None ${words}`
      )}
    </li>
  )
}
