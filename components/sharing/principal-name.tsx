import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { TextLink } from '@/components/ui/text-link'
import type { AccessView } from '@/lib/sharing/schema'
import { principalHref } from './principal-href'

type PrincipalNameProps = { one: AccessView; handle: string; children?: ReactNode }

/** The name of somebody who can open a workspace, leading to their page, with what is to be known at once. */
export function PrincipalName({ one, handle, children }: PrincipalNameProps) {
  return (
    <p className="flex min-w-0 items-center gap-2">
      <span className="truncate">
        <TextLink href={principalHref(handle, one)} look="title">
          {one.name}
        </TextLink>
      </span>
      {one.is_viewer ? <Badge>You</Badge> : null}
      {one.status === 'SUSPENDED' ? <Badge tone="warning">Suspended</Badge> : null}
      {children}
    </p>
  )
}
