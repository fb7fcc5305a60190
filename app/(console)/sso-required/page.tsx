import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { SignInNeeded } from '@/components/sso/sign-in-needed'
import { signInText } from '@/lib/authz/sign-in-needed'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { shellOfPage } from '@/lib/http/shell-data'
import { paths, safeReturnTo } from '@/lib/paths'

export const metadata: Metadata = { title: 'Sign in once more' }

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const from = safeReturnTo(await searchParam(searchParams, 'from'), paths.organizations())
  const handle = (await searchParam(searchParams, 'organization')) ?? ''
  const shell = await shellOfPage()
  const organization = shell.accounts.find((account) => account.handle === handle)
  // They signed in meanwhile, or it is not asked any more: loading the page again is trying again.
  if (organization && !organization.sign_in_needed) redirect(from)
  const needed = organization?.sign_in_needed ?? 'sso_required'
  return (
    <ConsoleShell shell={shell} place={{ kind: 'organizations' }}>
      <SignInNeeded
        organizationName={organization?.name ?? 'Organization'}
        // An address with a former handle leads here too, and says no name.
        message={signInText(organization?.name ?? 'This organization', needed)}
        needed={needed}
        signInHref={paths.organizationSignIn(handle, from)}
        from={from}
      />
    </ConsoleShell>
  )
}
