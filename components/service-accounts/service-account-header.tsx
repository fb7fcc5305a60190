'use client'
import { PrincipalHeader } from '@/components/members/principal-header'
import { ActionsMenu } from '@/components/ui/actions-menu'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { paths } from '@/lib/paths'
import type { ServiceAccountDetail } from '@/lib/service-accounts/schema'

type ServiceAccountHeaderProps = { handle: string; account: ServiceAccountDetail; entries: MenuEntry[] }

/** Which service account the page is about, and what one may do about it. */
export function ServiceAccountHeader({ handle, account, entries }: ServiceAccountHeaderProps) {
  const { name, description } = account
  return (
    <PrincipalHeader
      back={{ href: paths.serviceAccounts(handle), label: 'Service Accounts' }}
      principal={{ ...account, kind: 'SERVICE_ACCOUNT' }}
      text={
        <p className="max-w-2xl whitespace-pre-line text-muted wrap-anywhere">
          {description || 'A service account without a description.'}
        </p>
      }
      suspended={`${name} is suspended: its keys are refused, and nothing it was given takes effect. Role, workspaces and keys stay as they are until it is reactivated.`}
      actions={<ActionsMenu name={name} entries={entries} isLabelled />}
    />
  )
}
