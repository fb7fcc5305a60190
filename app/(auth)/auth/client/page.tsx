import type { Metadata } from 'next'
import { HandOverCard } from '@/components/api-keys/hand-over-card'
import { AuthShell } from '@/components/shell/auth-shell'
import { ButtonLink } from '@/components/ui/button-link'
import { readCallback } from '@/lib/api-keys/hand-over'
import { requireUser } from '@/lib/authz/access'
import { requestedPath, requiredPageData } from '@/lib/http/page-data'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Sign in a command line' }

/** Where command lines send people to sign in: `callback` is where the program that asks listens. Opening it makes nothing. */
export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const { email } = await requiredPageData((ctx) => Promise.resolve(requireUser(ctx)))
  const callback = readCallback(await searchParam(searchParams, 'callback'))
  if (!callback) {
    return (
      <AuthShell title="Sign in a command line">
        <div className="grid gap-4">
          <p>
            This address does not say which program on your computer asks, or names one elsewhere. Start again
            in the terminal, or make a key by hand.
          </p>
          <ButtonLink href={paths.profileApiKeys()} isFullWidth isFullLoad>
            Your API keys
          </ButtonLink>
        </div>
      </AuthShell>
    )
  }
  return (
    <AuthShell title="Sign in a command line">
      <HandOverCard callback={callback} email={email} returnTo={await requestedPath()} />
    </AuthShell>
  )
}
