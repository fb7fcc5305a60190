import { CirclePause } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AccountClosed } from '@/components/accounts/account-closed'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { suspensionText } from '@/lib/authz/admission'
import { shellOfPage } from '@/lib/http/shell-data'
import { organizationOfPath, paths, safeReturnTo } from '@/lib/paths'

export const metadata: Metadata = { title: 'Suspended' }

type PageProps = { searchParams: Promise<{ from?: string | string[] }> }

export default async function Page({ searchParams }: PageProps) {
  const from = safeReturnTo((await searchParams).from, paths.organizations())
  const shell = await shellOfPage()
  const account = shell.accounts.find(({ handle }) => handle === organizationOfPath(from))
  // It was reactivated meanwhile: loading the page again is trying again.
  if (account && !account.is_suspended) redirect(from)
  return (
    <ConsoleShell shell={shell} place={{ kind: 'organizations' }}>
      <AccountClosed
        icon={<CirclePause />}
        title="Suspended"
        accountName={account?.name ?? 'Organization'}
        // An address with a former handle leads here too, and says no name.
        message={suspensionText(account?.name ?? 'This organization')}
        from={from}
      />
    </ConsoleShell>
  )
}
