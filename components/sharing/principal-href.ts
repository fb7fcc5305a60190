import { paths } from '@/lib/paths'
import type { AccessView } from '@/lib/sharing/schema'

type Principal = Pick<AccessView, 'membership_id' | 'service_account_id'>

/** The page of whoever can open a workspace: a member or a service account. */
export function principalHref(handle: string, { membership_id, service_account_id }: Principal): string {
  return service_account_id
    ? paths.serviceAccount(handle, service_account_id)
    : paths.member(handle, membership_id)
}

/** The question why they can, or cannot, open it, asked on that page. */
export function principalWhyHref(
  handle: string,
  { membership_id, service_account_id }: Principal,
  workspaceId: string,
): string {
  const permission = 'read:workspace'
  return service_account_id
    ? paths.whyServiceAccount(handle, service_account_id, permission, workspaceId)
    : paths.why(handle, membership_id, permission, workspaceId)
}
