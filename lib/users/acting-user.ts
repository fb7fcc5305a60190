import type { Ctx } from '@/lib/authz/context'

type ActingUser = {
  id: string
  name: string
  email: string
  isOperator: boolean
  emailVerifiedAt: Date | null
}

/**
 * The context of somebody who just proved who they are (by a password, or by a mailed link) but whose session is only being
 * made: for the audit events of that very step.
 */
export function actingAs(ctx: Ctx, user: ActingUser, sessionId: string): Ctx {
  const { id: userId, name, email, isOperator, emailVerifiedAt } = user
  return {
    ...ctx,
    actor: {
      kind: 'USER',
      userId,
      name,
      email,
      sessionId,
      apiKey: null,
      boundAccountId: null,
      isOperator,
      isEmailVerified: emailVerifiedAt !== null,
    },
  }
}
