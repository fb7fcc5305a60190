'use client'
import { ErrorState } from '@/components/feedback/error-state'
import { AuthShell } from '@/components/shell/auth-shell'

type ErrorPageProps = { error: Error & { digest?: string }; unstable_retry: () => void }

export default function ErrorPage({ error, unstable_retry }: ErrorPageProps) {
  return (
    <AuthShell title="Something went wrong">
      <ErrorState
        title="This page could not be shown"
        error={error}
        requestId={error.digest}
        onRetry={unstable_retry}
      />
    </AuthShell>
  )
}
