import type { ReactNode } from 'react'
import { ErrorState } from './error-state'

type WaitingProps = {
  /** What went wrong, if anything did. */
  error: unknown
  onRetry: () => void
  /** The skeleton of what is to come. */
  children: ReactNode
}

/** In place of what is not there yet: its skeleton, or why it does not come. */
export function Waiting({ error, onRetry, children }: WaitingProps) {
  return error ? <ErrorState error={error} onRetry={onRetry} /> : children
}
