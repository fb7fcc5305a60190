import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { OrganizationsPage } from '@/components/accounts/organizations-page'
import { listAccounts } from '@/lib/accounts/service'
import { requireUser } from '@/lib/authz/access'
import { requiredPageData } from '@/lib/http/page-data'

export const metadata: Metadata = { title: 'Organizations' }

export default async function Page() {
  const { viewer, accounts } = await requiredPageData(async (ctx) => ({
    viewer: requireUser(ctx),
    accounts: await listAccounts(ctx),
  }))
  return (
    <ConsoleShell viewer={viewer} accounts={accounts} place={{ kind: 'organizations' }}>
      <OrganizationsPage organizations={accounts.filter(({ kind }) => kind === 'ORGANIZATION')} />
    </ConsoleShell>
  )
}
