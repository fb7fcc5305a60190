'use client'
import { ErrorState } from '@/components/feedback/error-state'

type ErrorPageProps = { error: Error & { digest?: string }; unstable_retry: () => void }

export default function ErrorPage({ error, unstable_retry }: ErrorPageProps) {
  return (
    <ErrorState
      title="This page could not be shown"
      error={error}
      requestId={error.digest}
      onRetry={unstable_retry}
    />
  )
}
