import type { ReactNode } from 'react'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { listAccounts } from '@/lib/accounts/service'
import { requireUser } from '@/lib/authz/access'
import { requiredPageData } from '@/lib/http/page-data'

export default async function ProfileLayout({ children }: { children: ReactNode }) {
  const { viewer, accounts } = await requiredPageData(async (ctx) => ({
    viewer: requireUser(ctx),
    accounts: await listAccounts(ctx),
  }))
  return (
    <ConsoleShell viewer={viewer} accounts={accounts} place={{ kind: 'person' }}>
      {children}
    </ConsoleShell>
  )
}
