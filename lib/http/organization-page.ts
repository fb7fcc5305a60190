import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { capability, getAccount } from '@/lib/accounts/service'
import { paths } from '@/lib/paths'
import { requestedPath, requiredPageData } from './page-data'

/**
 * The account of a page's address, a personal one too, and what its viewer may begin there; read once per request. A former handle redirects
 * to the current one.
 */
export const accountOfPage = cache(async (handle: string) => {
  const access = await requiredPageData((ctx) => getAccount(ctx, handle))
  const { account, membership } = access
  // Not for ever: a browser would keep it even when the handle is changed back.
  if (account.handle !== handle) redirect(await movedPath(paths.organization(account.handle)))
  const summary = {
    id: account.id,
    kind: account.kind,
    name: account.name,
    handle: account.handle,
    role_name: membership.role.name,
  }
  const can = {
    invite: capability(access, 'create:invitation'),
    createRole: capability(access, 'create:role'),
    readInvitations: capability(access, 'read:invitation'),
    readSso: capability(access, 'read:sso'),
    updateSso: capability(access, 'update:sso'),
    createWorkspace: capability(access, 'create:workspace'),
    createServiceAccount: capability(access, 'create:service_account'),
    readAuditLog: capability(access, 'read:audit_log'),
  }
  return { account: summary, membershipId: membership.id, can }
})

/** The same for pages that a personal account does not have. */
export const organizationOfPage = cache(async (handle: string) => {
  const page = await accountOfPage(handle)
  if (page.account.kind === 'PERSONAL') notFound()
  return page
})

/** The address that was asked for, below another one of as many parts. */
export async function movedPath(root: string): Promise<string> {
  const rest = (await requestedPath()).split('/').slice(root.split('/').length)
  return [root, ...rest].join('/')
}
