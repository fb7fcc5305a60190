import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { findInvitationForSignUp } from '@/lib/invitations/answer'
import { hashPassword, refuseCommonPassword } from '@/lib/passwords/hashing'
import { paths } from '@/lib/paths'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume } from '@/lib/rate-limits/service'
import type { InvitedSignUpInput } from './schema'
import { createUserSignedIn, signUp, type SignUpOutcome } from './service'

/** The address that an open invitation's link fixes for the new account, or null when the link opens nothing. */
export async function findInvitedEmail(ctx: Ctx, invitation: string): Promise<string | null> {
  return (await findInvitationForSignUp(database(), invitation, ctx.now))?.email ?? null
}

/**
 * Signs the invited person up and leads back to the invitation. A mailed link proves the mailbox: the user is made at once, with a
 * verified address, and `conflict`/`account_exists` may say that there is one. A link that somebody copied proves nothing: it is an
 * ordinary sign-up with the address fixed. Throws `conflict`/`invitation_not_open`, and what signing up throws.
 */
export async function signUpThroughInvitation(ctx: Ctx, input: InvitedSignUpInput): Promise<SignUpOutcome> {
  const invitation = await findInvitationForSignUp(database(), input.invitation, ctx.now)
  if (!invitation) throw invitationNotOpen()
  const { name, password } = input
  const { email } = invitation
  const returnTo = paths.invitation(input.invitation)
  if (!invitation.isMailed) return signUp(ctx, { name, email, password, returnTo })
  await consume('sign_up_client', clientKeyOf(ctx.ipAddress))
  await refuseCommonPassword(password, [name, email])
  const passwordHash = await hashPassword(password)
  const sessionId = await createUserSignedIn(ctx, {
    email,
    name,
    passwordHash,
    isEmailVerified: true,
    origin: 'invitation',
  })
  return { state: 'SIGNED_IN', sessionId, returnTo }
}

function invitationNotOpen(): AppError {
  return new AppError('conflict', 'invitation_not_open', {
    message: 'This invitation is not open any more. Open its link again to see what happened to it.',
  })
}
