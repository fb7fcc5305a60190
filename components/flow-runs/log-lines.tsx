import { ClockTime } from '@/components/ui/clock-time'
import { logLevels } from '@/lib/flow-runs/limits'
import type { RunLogRow } from '@/lib/flow-runs/schema'

/** Lines in the order of time. The frame stands on its head, so that it starts at the last one and stays there while lines are added. */
export function LogLines({ lines }: { lines: readonly RunLogRow[] }) {
  return (
    <section
      aria-label="Log lines"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A part that scrolls is reached by the keyboard.
      tabIndex={0}
      className="flex max-h-128 flex-col-reverse overflow-auto rounded-md"
    >
      <ol className="py-2 font-mono text-sm">
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ol>
    </section>
  )
}

function Line({ line: { timestamp, level, name, message } }: { line: RunLogRow }) {
  const { label, ink } = lookOf(level)
  return (
    <li className="flex flex-wrap gap-x-3 px-4 py-0.5 hover:bg-subtle sm:flex-nowrap" title={name}>
      <span className="shrink-0 text-muted">
        <ClockTime value={timestamp} />
      </span>
      <span className={`w-16 shrink-0 ${ink}`}>{label}</span>
      <span className="min-w-0 basis-full whitespace-pre-wrap wrap-anywhere sm:basis-auto">{message}</span>
    </li>
  )
}

/** A line may have any number; it is shown as the level that it has reached. */
function lookOf(level: number): { label: string; ink: string } {
  const { INFO, WARNING, ERROR, CRITICAL } = logLevels
  if (level >= CRITICAL) return { label: 'CRITICAL', ink: 'font-medium text-danger' }
  if (level >= ERROR) return { label: 'ERROR', ink: 'font-medium text-danger' }
  if (level >= WARNING) return { label: 'WARNING', ink: 'font-medium text-warning' }
  return level >= INFO ? { label: 'INFO', ink: 'text-muted' } : { label: 'DEBUG', ink: 'text-faint' }
}
