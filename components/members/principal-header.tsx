import type { ReactNode } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Badge } from '@/components/ui/badge'
import { PrincipalAvatar } from '@/components/ui/principal-avatar'
import { RoleBadge } from '@/components/ui/role-badge'
import { WarningNote } from '@/components/ui/warning-note'

type PrincipalHeaderProps = {
  back: { href: string; label: string }
  principal: {
    kind: 'USER' | 'SERVICE_ACCOUNT'
    id: string
    name: string
    role_name: string
    status: 'ACTIVE' | 'SUSPENDED'
  }
  /** Behind the role and the state. */
  badge?: ReactNode
  /** Below the name. */
  text: ReactNode
  /** What being suspended means for them. */
  suspended: string
  actions: ReactNode
}

/** Which member or service account a page is about, and what one may do about them. */
export function PrincipalHeader({ back, principal, badge, text, suspended, actions }: PrincipalHeaderProps) {
  const { kind, id, name, role_name, status } = principal
  const isSuspended = status === 'SUSPENDED'
  return (
    <header className="mb-6">
      <BackLink href={back.href}>{back.label}</BackLink>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <PrincipalAvatar kind={kind} id={id} name={name} size="large" />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-lg font-semibold tracking-tight wrap-anywhere">{name}</h1>
            <span className="flex flex-wrap items-center gap-1.5">
              <RoleBadge name={role_name} />
              {isSuspended ? <Badge tone="warning">Suspended</Badge> : null}
              {badge}
            </span>
          </div>
          {text}
        </div>
        {actions}
      </div>
      {isSuspended ? <WarningNote>{suspended}</WarningNote> : null}
    </header>
  )
}
