'use client'
import { Card } from '@/components/ui/card'
import { ClockTime } from '@/components/ui/clock-time'
import { Fact } from '@/components/ui/fact'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import type { FlowRunDetail } from '@/lib/flow-runs/schema'
import { RunDuration } from './run-duration'
import { RunLink } from './run-link'
import { useRunsPlace } from './runs-place'
import { reporterText } from './state-history'
import { TagList } from '@/components/ui/tag-list'

/** When, how long, of what, by whom. */
export function RunFacts({ run }: { run: FlowRunDetail }) {
  const { runsHref } = useRunsPlace()
  const { parent, flow_version, run_count, kept_until, next_start_time } = run
  return (
    <Card title="Details">
      <dl className="grid gap-2">
        <Fact title="Flow">
          <TextLink href={runsHref({ flow: run.flow.id })}>{run.flow.name}</TextLink>
        </Fact>
        {parent ? (
          <Fact title="Part of">
            <RunLink run={parent} look="text" />
          </Fact>
        ) : null}
        {next_start_time ? (
          <Fact title="Due">
            <ClockTime value={next_start_time} look="moment" />
          </Fact>
        ) : null}
        <Fact title="Began">
          <Moment value={run.start_time} />
        </Fact>
        <Fact title="Ended">
          <Moment value={run.end_time} />
        </Fact>
        <Fact title="Duration">
          <RunDuration seconds={run.seconds} />
        </Fact>
        {run_count > 1 ? <Fact title="Attempts">{run_count}</Fact> : null}
        <Fact title="Reported by">{reporterText(run.created_by)}</Fact>
        <Fact title="Tags">
          <TagList tags={run.tags} isWhole />
        </Fact>
        {flow_version ? (
          <Fact title="Version">
            <span className="font-mono text-sm wrap-anywhere">{flow_version}</span>
          </Fact>
        ) : null}
        {kept_until ? (
          <Fact title="Kept until">
            <RelativeTime value={kept_until} />
          </Fact>
        ) : null}
        <Fact title="Id">
          <span className="font-mono text-sm select-all wrap-anywhere">{run.id}</span>
        </Fact>
      </dl>
    </Card>
  )
}

function Moment({ value }: { value: string | null }) {
  return value === null ? (
    <span className="text-faint">Not yet</span>
  ) : (
    <ClockTime value={value} look="moment" />
  )
}
