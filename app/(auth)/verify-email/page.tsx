import type { Metadata } from 'next'
import { LinkInMail } from '@/components/users/link-in-mail'
import { VerifyEmailView } from '@/components/users/verify-email-view'
import { describeEmailLink } from '@/lib/email-verifications/describe-link'
import { currentCtx } from '@/lib/http/current-ctx'
import { searchParam, type SearchParams } from '@/lib/http/search-params'

// The address holds a secret.
export const metadata: Metadata = { title: 'Verify your email', referrer: 'same-origin' }

/** Opening it changes nothing, so that mail scanners may. */
export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const token = await searchParam(searchParams, 'token')
  if (token === null) return <LinkInMail title="Verify your email" />
  return <VerifyEmailView token={token} link={await describeEmailLink(await currentCtx(), token)} />
}
