import type { Ctx } from '@/lib/authz/context'
import { readSignUpCookie } from '@/lib/sign-ups/cookie'
import { describeSignUpLink } from '@/lib/sign-ups/service'
import { decideLink } from '@/lib/users/rules'
import type { EmailLink } from './schema'
import { describeVerificationLink } from './service'

/**
 * What the page behind a link that confirms an address shows, whether a sign-up or an existing account waits for it. Changes
 * nothing, whoever opens it. A link that is not ours is dead, never an error.
 */
export async function describeEmailLink(ctx: Ctx, token: string): Promise<EmailLink> {
  const signUp = await describeSignUpLink(ctx, token, await readSignUpCookie())
  if (signUp) return signUp
  const verification = await describeVerificationLink(ctx, token)
  if (verification) return verification
  const decision = decideLink(null, ctx.now)
  return { state: 'dead', message: decision.allowed ? '' : decision.message }
}
