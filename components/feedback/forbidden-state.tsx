'use client'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { WhyLink } from '../ui/why-link'
import { EmptyState } from './empty-state'

type ForbiddenStateProps = {
  /** The missing permission, such as `members:read`. */
  permission?: string | undefined
  /** A sentence: why, and whom to ask. */
  message?: string
  /** The way on: a link. */
  action?: ReactNode
}

export function ForbiddenState({ permission, message = '', action }: ForbiddenStateProps) {
  return (
    <EmptyState
      icon={<Lock />}
      title="You are not allowed to see this"
      description={
        <>
          <p>{message || 'Ask an administrator for a role that includes it.'}</p>
          {permission ? (
            <p className="mt-2 text-sm">
              Missing permission <code className="font-mono text-ink">{permission}</code>
              <WhyLink reason={{ message, permission }} separator=" · " />
            </p>
          ) : null}
        </>
      }
      action={action}
    />
  )
}
