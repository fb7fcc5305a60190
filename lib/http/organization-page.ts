import { notFound, permanentRedirect } from 'next/navigation'
import { cache } from 'react'
import { getAccount, listAccounts } from '@/lib/accounts/service'
import { paths } from '@/lib/paths'
import { requiredPageData } from './page-data'

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
  if (account.handle !== handle) permanentRedirect(paths.organization(account.handle))
  const summary = { id: account.id, kind: account.kind, name: account.name, handle: account.handle, role_name: access.membership.role.name }
  return { account: summary, viewer: actor, accounts }
})
