'use client'
import { PrincipalAvatar } from '@/components/ui/principal-avatar'
import { ActionsMenu } from '@/components/ui/actions-menu'
import { BackLink } from '@/components/ui/back-link'
import { Badge } from '@/components/ui/badge'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { RoleBadge } from '@/components/ui/role-badge'
import { WarningNote } from '@/components/ui/warning-note'
import { paths } from '@/lib/paths'
import type { ServiceAccountDetail } from '@/lib/service-accounts/schema'

type ServiceAccountHeaderProps = { handle: string; account: ServiceAccountDetail; entries: MenuEntry[] }

/** Which service account the page is about, and what one may do about it. */
export function ServiceAccountHeader({ handle, account, entries }: ServiceAccountHeaderProps) {
  const { id, name, description, role_name, status } = account
  return (
    <header className="mb-6">
      <BackLink href={paths.serviceAccounts(handle)}>Service Accounts</BackLink>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <PrincipalAvatar kind="SERVICE_ACCOUNT" id={id} name={name} size="large" />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-lg font-semibold tracking-tight wrap-anywhere">{name}</h1>
            <span className="flex flex-wrap items-center gap-1.5">
              <RoleBadge name={role_name} />
              {status === 'SUSPENDED' ? <Badge tone="warning">Suspended</Badge> : null}
            </span>
          </div>
          <p className="max-w-2xl whitespace-pre-line text-muted wrap-anywhere">
            {description || 'A service account without a description.'}
          </p>
        </div>
        <ActionsMenu name={name} entries={entries} isLabelled />
      </div>
      {status === 'SUSPENDED' ? (
        <WarningNote>
          {name} is suspended: its keys are refused, and nothing it was given takes effect. Role, workspaces
          and keys stay as they are until it is reactivated.
        </WarningNote>
      ) : null}
    </header>
  )
}
