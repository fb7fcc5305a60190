import { cache } from 'react'
import { listAccounts } from '@/lib/accounts/service'
import { requireUser } from '@/lib/authz/access'
import { listShortcuts } from '@/lib/workspaces/home'
import { requiredPageData } from './page-data'

/** What the frame around a page shows wherever one is: who is signed in, their accounts and the workspaces at hand; read once per request. */
export const shellOfPage = cache(async () =>
  requiredPageData(async (ctx) => {
    const viewer = requireUser(ctx)
    const [accounts, shortcuts] = await Promise.all([listAccounts(ctx), listShortcuts(ctx)])
    return { viewer, accounts, shortcuts }
  }),
)
