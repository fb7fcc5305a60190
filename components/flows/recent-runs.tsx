import { Shape } from '@/components/flow-runs/timeline-mark'
import { inkOf, isFailure, statusLooks } from '@/components/flow-runs/status-looks'
import type { FlowsRun } from '@/lib/flows/schema'

type RecentRunsProps = { runs: readonly FlowsRun[] }

const step = 10
const line = 15

/** The last runs of a flow, the newest at the right, drawn as in the picture of the workspace. */
export function RecentRuns({ runs }: RecentRunsProps) {
  if (runs.length === 0) return <span className="text-faint">–</span>
  return (
    <svg role="img" aria-label={labelOf(runs)} width={runs.length * step} height="26">
      {runs.toReversed().map(({ id, status }, index) => {
        const { tone, shape } = statusLooks[status]
        return (
          <svg key={id} x={index * step + step / 2} overflow="visible" className={inkOf[tone]}>
            <Shape
              shape={shape === 'diamond' ? 'hollow' : shape}
              top={isFailure(status) ? line + 1 : line - 13}
              height={isFailure(status) ? 9 : 12}
              half={3}
            />
          </svg>
        )
      })}
    </svg>
  )
}

function labelOf(runs: readonly FlowsRun[]): string {
  const names = runs.map(({ state_name }) => state_name)
  return `The last ${runs.length === 1 ? 'run' : `${runs.length} runs, newest first`}: ${names.join(', ')}`
}
