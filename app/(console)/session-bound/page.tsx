import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { SessionBound } from '@/components/sso/session-bound'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { shellOfPage } from '@/lib/http/shell-data'
import { paths, safeReturnTo } from '@/lib/paths'

export const metadata: Metadata = { title: 'Signed in to one organization' }

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const from = safeReturnTo(await searchParam(searchParams, 'from'), paths.home())
  const shell = await shellOfPage()
  if (!shell.viewer.boundAccountId) redirect(from)
  const [organization] = shell.accounts
  return (
    <ConsoleShell shell={shell} place={{ kind: 'organizations' }}>
      <SessionBound
        organizationName={organization?.name ?? 'one organization'}
        organizationHref={organization ? paths.organization(organization.handle) : paths.organizations()}
        from={from}
      />
    </ConsoleShell>
  )
}
