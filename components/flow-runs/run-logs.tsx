'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { SearchBox } from '@/components/data-table/search-box'
import { EmptyState } from '@/components/feedback/empty-state'
import { Waiting } from '@/components/feedback/waiting'
import { Button } from '@/components/ui/button'
import { NativeSelect } from '@/components/ui/native-select'
import { Skeleton } from '@/components/ui/skeleton'
import type { Live } from '@/lib/client/use-live'
import { logLevels } from '@/lib/flow-runs/limits'
import { flowRunQueries } from '@/lib/flow-runs/queries'
import type { FlowRunOf } from '@/lib/flow-runs/schema'
import { LogLines } from './log-lines'

type RunLogsProps = {
  of: FlowRunOf
  live: Live
  /** Nothing more is written: there is nothing to follow. */
  isEnded: boolean
}

const levels = [
  { value: '', label: 'All levels' },
  { value: String(logLevels.INFO), label: 'Info and above' },
  { value: String(logLevels.WARNING), label: 'Warnings and above' },
  { value: String(logLevels.ERROR), label: 'Errors only' },
]

/** What a run wrote, the newest at the end and in sight; earlier lines are read on demand. */
export function RunLogs({ of, live, isEnded }: RunLogsProps) {
  const [{ level, q: search }, setQuery] = useQueryStates(
    { level: parseAsString.withDefault(''), q: parseAsString.withDefault('') },
    { history: 'replace', shallow: true },
  )
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } =
    useInfiniteQuery({
      ...flowRunQueries.logs(of, { level, search }),
      refetchInterval: isEnded ? false : live.refetchInterval,
    })
  const lines = data?.pages.flatMap(({ rows }) => rows).toReversed()
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchBox
          label="Search the logs"
          value={search}
          onValueChange={(text) => void setQuery({ q: text || null })}
        />
        <NativeSelect
          label="Filter by level"
          value={level}
          onValueChange={(next) => void setQuery({ level: next || null })}
          options={levels}
        />
        {hasNextPage ? (
          <Button
            variant="ghost"
            size="small"
            isPending={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            Show earlier lines
          </Button>
        ) : null}
      </div>
      <div className="rounded-md border border-line bg-surface" aria-busy={isPlaceholderData}>
        {lines ? (
          <Lines lines={lines} isFiltered={level !== '' || search !== ''} isEnded={isEnded} />
        ) : (
          <Waiting error={error} onRetry={() => void refetch()}>
            <div className="grid gap-2 p-4">
              <Skeleton width="long" />
              <Skeleton width="full" />
              <Skeleton width="medium" />
            </div>
          </Waiting>
        )}
      </div>
    </>
  )
}

type LinesProps = Parameters<typeof LogLines>[0] & { isFiltered: boolean; isEnded: boolean }

function Lines({ lines, isFiltered, isEnded }: LinesProps) {
  if (lines.length > 0) return <LogLines lines={lines} />
  if (isFiltered)
    return <EmptyState title="No line matches" description="Search for less, or show all levels." />
  return (
    <EmptyState
      icon={<ScrollText />}
      title={isEnded ? 'It wrote nothing' : 'Nothing written yet'}
      description={
        isEnded
          ? 'No log lines were reported for this run.'
          : 'What the run writes appears here as it is reported.'
      }
    />
  )
}
