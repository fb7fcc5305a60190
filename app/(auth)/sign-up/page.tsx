import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ButtonLink } from '@/components/ui/button-link'
import { DeadLink } from '@/components/users/dead-link'
import { SignUpView } from '@/components/users/sign-up-view'
import { currentCtx } from '@/lib/http/current-ctx'
import { searchParam, type SearchParams } from '@/lib/http/search-params'
import { paths, safeReturnTo } from '@/lib/paths'
import { findInvitedEmail } from '@/lib/sign-ups/invited-sign-up'

// The address may hold the secret of an invitation.
export const metadata: Metadata = { title: 'Sign up', referrer: 'same-origin' }

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const token = await searchParam(searchParams, 'invitation')
  const returnTo =
    token === null ? safeReturnTo(await searchParam(searchParams, 'returnTo')) : paths.invitation(token)
  const ctx = await currentCtx()
  if (ctx.actor.kind === 'USER') redirect(returnTo)
  if (token === null) return <SignUpView returnTo={returnTo} invitation={null} />
  const email = await findInvitedEmail(ctx, token)
  if (email !== null) return <SignUpView returnTo={returnTo} invitation={{ token, email }} />
  return (
    <DeadLink
      title="Create your account"
      message="This invitation is not open any more. Its page says what happened to it."
    >
      <ButtonLink href={returnTo} variant="primary" isFullWidth>
        See the invitation
      </ButtonLink>
    </DeadLink>
  )
}
