'use client'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '@/components/feedback/error-state'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { TextLink } from '@/components/ui/text-link'
import { countOf } from '@/lib/format'
import type { HealthCheckView, HealthState, HealthView } from '@/lib/operator/schema'
import { operatorQueries } from '@/lib/operator/queries'
import { paths } from '@/lib/paths'

const states: Record<HealthState, { label: string; tone: BadgeTone }> = {
  ok: { label: 'Works', tone: 'success' },
  warning: { label: 'Look at this', tone: 'warning' },
  failing: { label: 'Does not work', tone: 'danger' },
}

/** Where there is more to see of what was looked at. */
const pages = new Map([
  ['jobs', paths.operatorJobs()],
  ['mail', paths.operatorMail()],
])

/** How each part that the installation needs is, looked at again every few seconds. */
export function HealthList() {
  const { data, error, refetch } = useQuery(operatorQueries.health())
  if (!data)
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton width="full" height="block" />
    )
  return (
    <>
      <p className="mb-3 font-medium">{summaryOf(data)}</p>
      <ul aria-label="Health" className="divide-y divide-line rounded-md border border-line bg-surface">
        {data.checks.map((check) => (
          <li
            key={check.id}
            className="grid gap-x-4 gap-y-1 px-4 py-3 max-sm:grid-cols-[minmax(0,1fr)_auto] sm:grid-cols-[7rem_7rem_minmax(0,1fr)]"
          >
            <CheckTitle check={check} />
            <span>
              <Badge tone={states[check.state].tone}>{states[check.state].label}</Badge>
            </span>
            <span className="text-sm text-muted wrap-anywhere max-sm:col-span-2">
              {check.detail}
              {check.at ? (
                <>
                  {' '}
                  Last worked <RelativeTime value={check.at} />.
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      <p className={`mt-3 text-sm ${error ? 'text-warning' : 'text-muted'}`}>
        {error ? 'No connection. ' : ''}Looked at <RelativeTime value={data.checked_at} />.
      </p>
    </>
  )
}

function CheckTitle({ check: { id, title } }: { check: HealthCheckView }) {
  const href = pages.get(id)
  return href ? (
    <span>
      <TextLink href={href}>{title}</TextLink>
    </span>
  ) : (
    <span className="font-medium">{title}</span>
  )
}

function summaryOf({ checks }: HealthView): string {
  const notWell = (asked: HealthState) => checks.filter(({ state }) => state === asked).length
  const failing = notWell('failing')
  const warning = notWell('warning')
  if (failing > 0) return `${countOf(failing, 'thing does', 'things do')} not work.`
  return warning > 0 ? `Works. Look at ${countOf(warning, 'thing')}.` : 'Everything works.'
}
