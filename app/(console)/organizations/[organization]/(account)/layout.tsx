import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { accountOfPage } from '@/lib/http/organization-page'
import { shellOfPage } from '@/lib/http/shell-data'

type AccountShellProps = { params: Promise<{ organization: string }>; children: ReactNode }

export async function generateMetadata({ params }: AccountShellProps): Promise<Metadata> {
  const { account } = await accountOfPage((await params).organization)
  return { title: { default: account.name, template: `%s · ${account.name}` } }
}

export default async function AccountShell({ params, children }: AccountShellProps) {
  const { account, can } = await accountOfPage((await params).organization)
  return (
    <ConsoleShell shell={await shellOfPage()} place={{ kind: 'account', account, can }}>
      {children}
    </ConsoleShell>
  )
}
