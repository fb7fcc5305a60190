'use client'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWhyHref } from '../ui/disabled-reason'
import { TextLink } from '../ui/text-link'
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
  const whyHref = useWhyHref({ message, permission })
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
              {whyHref ? (
                <>
                  {' · '}
                  <TextLink href={whyHref}>Why?</TextLink>
                </>
              ) : null}
            </p>
          ) : null}
        </>
      }
      action={action}
    />
  )
}
