import type { Metadata } from 'next'
import { LinkInMail } from '@/components/users/link-in-mail'
import { ResetPasswordView } from '@/components/users/reset-password-view'
import { currentCtx } from '@/lib/http/current-ctx'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { describeResetLink } from '@/lib/passwords/service'

// The address holds a secret.
export const metadata: Metadata = { title: 'Reset password', referrer: 'same-origin' }

/** Opening it changes nothing, so that mail scanners may. */
export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const token = await searchParam(searchParams, 'token')
  if (token === null) return <LinkInMail title="Reset password" />
  return <ResetPasswordView token={token} link={await describeResetLink(await currentCtx(), token)} />
}
