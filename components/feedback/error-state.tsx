'use client'
import { CircleAlert } from 'lucide-react'
import { AppError } from '@/lib/errors'
import { Button } from '../ui/button'
import { WhyLink } from '../ui/why-link'
import { EmptyState } from './empty-state'

type ErrorStateProps = {
  /** What was thrown; the sentence of an `AppError` is shown, anything else is called a fault of ours. */
  error?: unknown
  title?: string
  requestId?: string | undefined
  onRetry?: (() => void) | undefined
}

export function ErrorState({
  error,
  title = 'This could not be loaded',
  requestId,
  onRetry,
}: ErrorStateProps) {
  return (
    <div role="alert">
      <EmptyState
        icon={<CircleAlert />}
        title={title}
        description={
          <>
            <p>
              {error instanceof AppError ? error.message : unexpected}
              <WhyLink reason={error instanceof AppError ? error : undefined} />
            </p>
            {requestId ? (
              <p className="mt-2 text-sm">
                Request <code className="font-mono text-ink select-all">{requestId}</code>
              </p>
            ) : null}
          </>
        }
        action={onRetry ? <Button onClick={onRetry}>Retry</Button> : undefined}
      />
    </div>
  )
}

const unexpected =
  'Something went wrong on our side, and nothing was changed. Try again; if it stays, tell the operator.'
