import { cache } from 'react'
import { listAccounts } from '@/lib/accounts/service'
import { requirePerson } from '@/lib/authz/access'
import { listShortcuts } from '@/lib/workspaces/home'
import { requiredPageData } from './page-data'

/** What the frame around a page shows wherever one is: who is signed in, their accounts and the workspaces at hand, in a session that opens one
 * account alone of that; read once per request. */
export const shellOfPage = cache(async () =>
  requiredPageData(async (ctx) => {
    const viewer = requirePerson(ctx)
    const [accounts, shortcuts] = await Promise.all([listAccounts(ctx), listShortcuts(ctx)])
    return { viewer, accounts, shortcuts }
  }),
)
