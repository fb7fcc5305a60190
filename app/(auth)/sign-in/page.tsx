import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AuthShell } from '@/components/shell/auth-shell'
import { TextLink } from '@/components/ui/text-link'
import { SignInWays } from '@/components/users/sign-in-ways'
import { currentCtx } from '@/lib/http/current-ctx'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { paths, safeReturnTo } from '@/lib/paths'

// The address may hold where to go on, which can be a link with a secret.
export const metadata: Metadata = { title: 'Sign in', referrer: 'same-origin' }

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = safeReturnTo(await searchParam(searchParams, 'returnTo'))
  const { actor } = await currentCtx()
  if (actor.kind === 'USER') redirect(returnTo)
  return (
    <AuthShell
      title="Sign in"
      footer={
        <>
          New here? <TextLink href={paths.signUp({ returnTo })}>Create an account</TextLink>
        </>
      }
    >
      <SignInWays returnTo={returnTo} />
    </AuthShell>
  )
}
