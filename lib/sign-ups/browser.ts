import type { Ctx } from '@/lib/authz/context'
import { enterSession } from '@/lib/sessions/browser'
import { clearSignUpCookie, readSignUpCookie, writeSignUpCookie } from './cookie'
import { signUpThroughInvitation } from './invited-sign-up'
import type { ConfirmSignUpInput, InvitedSignUpInput, SignUpInput, SignUpResult } from './schema'
import { confirmSignUp, signUp, type SignUpOutcome } from './service'

/** Signs up in the browser of the running action: its cookies are set as the outcome says. */
export async function signUpInBrowser(ctx: Ctx, input: SignUpInput): Promise<SignUpResult> {
  return settle(ctx, await signUp(ctx, input))
}

/** The same through an invitation's link. */
export async function signUpInvitedInBrowser(ctx: Ctx, input: InvitedSignUpInput): Promise<SignUpResult> {
  return settle(ctx, await signUpThroughInvitation(ctx, input))
}

/** Confirms a sign-up in the browser of the running action and signs it in; the cookie of the sign-up stands for the password. */
export async function confirmSignUpInBrowser(
  ctx: Ctx,
  input: ConfirmSignUpInput,
): Promise<{ returnTo: string }> {
  const { sessionId, returnTo } = await confirmSignUp(ctx, input, await readSignUpCookie())
  await enterSession(ctx, sessionId)
  await clearSignUpCookie()
  return { returnTo }
}

async function settle(ctx: Ctx, outcome: SignUpOutcome): Promise<SignUpResult> {
  if (outcome.state === 'PENDING') {
    await writeSignUpCookie(outcome.signUpId)
    return { next: 'mailbox', email: outcome.email }
  }
  await enterSession(ctx, outcome.sessionId)
  return { next: 'console', returnTo: outcome.returnTo }
}
