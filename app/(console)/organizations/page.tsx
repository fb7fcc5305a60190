import type { Metadata } from 'next'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { OrganizationsPage } from '@/components/accounts/organizations-page'
import { shellOfPage } from '@/lib/http/shell-data'

export const metadata: Metadata = { title: 'Organizations' }

export default async function Page() {
  const shell = await shellOfPage()
  return (
    <ConsoleShell shell={shell} place={{ kind: 'organizations' }}>
      <OrganizationsPage organizations={shell.accounts.filter(({ kind }) => kind === 'ORGANIZATION')} />
    </ConsoleShell>
  )
}
