import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { capability, getAccount, listAccounts } from '@/lib/accounts/service'
import { paths } from '@/lib/paths'
import { requestedPath, requiredPageData } from './page-data'

/**
 * The organization of a page's address, its viewer and their accounts; read once per request. A former handle redirects to the
 * current one; a personal account is no organization.
 */
export const organizationOfPage = cache(async (handle: string) => {
  const { access, accounts } = await requiredPageData(async (ctx) => ({
    access: await getAccount(ctx, handle),
    accounts: await listAccounts(ctx),
  }))
  const { account, actor } = access
  if (account.kind === 'PERSONAL') notFound()
  if (account.handle !== handle) {
    // Not for ever: a browser would keep it even when the handle is changed back.
    const [, , , ...rest] = (await requestedPath()).replace(/\?_rsc=.*$/, '').split('/')
    redirect([paths.organization(account.handle), ...rest].join('/'))
  }
  const summary = {
    id: account.id,
    kind: account.kind,
    name: account.name,
    handle: account.handle,
    role_name: access.membership.role.name,
  }
  const can = {
    invite: capability(access, 'create:invitation'),
    createRole: capability(access, 'create:role'),
    readInvitations: capability(access, 'read:invitation'),
  }
  return { account: summary, viewer: actor, membershipId: access.membership.id, can, accounts }
})
