'use client'
import { type ReactNode, useCallback } from 'react'
import { paths } from '@/lib/paths'
import { WhyContext } from '@/components/ui/disabled-reason'

type WhyProviderProps = {
  handle: string
  membershipId: string
  /** The workspace that permissions are missing in; none on pages of the account. */
  workspaceId?: string
  children: ReactNode
}

/** Lets every refused control below lead to the viewer's own page, where the missing permission is explained. */
export function WhyProvider({ handle, membershipId, workspaceId, children }: WhyProviderProps) {
  const hrefOf = useCallback(
    (permission: string) => paths.why(handle, membershipId, permission, workspaceId),
    [handle, membershipId, workspaceId],
  )
  return <WhyContext value={hrefOf}>{children}</WhyContext>
}
