'use client'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '@/components/feedback/error-state'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import type { HealthState } from '@/lib/operator/schema'
import { operatorQueries } from '@/lib/operator/queries'

const states: Record<HealthState, { label: string; tone: BadgeTone }> = {
  ok: { label: 'Works', tone: 'success' },
  warning: { label: 'Look at this', tone: 'warning' },
  failing: { label: 'Does not work', tone: 'danger' },
}

/** How each part that the installation needs is, looked at again every few seconds. */
export function HealthList() {
  const { data, error, refetch } = useQuery(operatorQueries.health())
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton />
  return (
    <>
      <ul aria-label="Health" className="divide-y divide-line rounded-md border border-line bg-surface">
        {data.checks.map(({ id, title, state, detail }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <span className="w-28 font-medium">{title}</span>
            <Badge tone={states[state].tone}>{states[state].label}</Badge>
            <span className="min-w-56 flex-1 text-sm text-muted">{detail}</span>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-sm text-muted">
        Looked at <RelativeTime value={data.checked_at} />.
      </p>
    </>
  )
}
