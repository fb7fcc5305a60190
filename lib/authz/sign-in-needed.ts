import type { SignInNeeded } from '@/lib/db/admission'
import { AppError } from '@/lib/errors'
import type { Ctx } from './context'

/** The refusal of a session or key that the account asks to sign in first: `forbidden`, with what is needed as the reason. */
export function signInRefusal({ actor }: Ctx, accountName: string, needed: SignInNeeded): AppError {
  const isKey = actor.kind === 'USER' && actor.apiKey !== null
  return new AppError('forbidden', needed, {
    message: isKey ? keyText(accountName) : signInText(accountName, needed),
  })
}

/** What an account asks of its member, and what to do. */
export function signInText(accountName: string, needed: SignInNeeded): string {
  return needed === 'sso_required'
    ? `${accountName} requires single sign-on. Continue with its identity provider; a password does not open it.`
    : `${accountName} ends sessions after a time, and yours is older. Sign in again to go on.`
}

function keyText(accountName: string): string {
  return (
    `${accountName} requires single sign-on, and this key was made for all your accounts by a session that had not come through it. ` +
    'Sign in through single sign-on and make another key.'
  )
}
