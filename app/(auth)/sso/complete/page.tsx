import type { Metadata } from 'next'
import { CompleteSignIn } from '@/components/sso/complete-sign-in'
import { SignInRefused } from '@/components/sso/sign-in-refused'
import { currentCtx } from '@/lib/http/current-ctx'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { ssoRefusalText } from '@/lib/sso/refusal-text'

// The address holds the attempt, which opens a session in the browser that began it.
export const metadata: Metadata = { title: 'Single sign-on', referrer: 'same-origin' }

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const attempt = await searchParam(searchParams, 'attempt')
  const isSignedIn = (await currentCtx()).actor.kind === 'USER'
  if (attempt) return <CompleteSignIn attempt={attempt} isSignedIn={isSignedIn} />
  const refused = await searchParam(searchParams, 'refused')
  const reason = refused ?? undefined
  return <SignInRefused reason={reason} message={ssoRefusalText(reason)} isSignedIn={isSignedIn} />
}
