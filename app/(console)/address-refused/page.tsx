import { ShieldX } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AccountClosed } from '@/components/accounts/account-closed'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { addressRefusalText } from '@/lib/authz/admission'
import { currentCtx } from '@/lib/http/current-ctx'
import { shellOfPage } from '@/lib/http/shell-data'
import { organizationOfPath, paths, safeReturnTo } from '@/lib/paths'

export const metadata: Metadata = { title: 'Not from this address' }

type PageProps = { searchParams: Promise<{ from?: string | string[] }> }

export default async function Page({ searchParams }: PageProps) {
  const from = safeReturnTo((await searchParams).from, paths.organizations())
  const [shell, { ipAddress }] = await Promise.all([shellOfPage(), currentCtx()])
  const organization = shell.accounts.find(({ handle }) => handle === organizationOfPath(from))
  // They came from elsewhere meanwhile, or were let in: loading the page again is trying again.
  if (organization?.is_address_allowed) redirect(from)
  // An address with a former handle is refused like the current one, and says no name.
  const name = organization?.name ?? 'This organization'
  return (
    <ConsoleShell shell={shell} place={{ kind: 'organizations' }}>
      <AccountClosed
        icon={<ShieldX />}
        title="Not from this address"
        accountName={organization?.name ?? 'Organization'}
        message={addressRefusalText(name, ipAddress)}
        from={from}
      />
    </ConsoleShell>
  )
}
