import { recordAudits } from '@/lib/audit/service'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { groupsAtMost } from '@/lib/groups/schema'
import { safeReturnTo } from '@/lib/paths'
import * as attempts from './attempt-store'
import * as store from './connection-store'
import { ssoRefusal } from './refusals'
import { groupsLeftOut, type Vouched } from './vouched'

/**
 * Keeps what a test of a connection showed, for whoever began it and may still change the connection: nobody is signed in by it. Throws
 * `attempt_unknown` for anybody else, and as every change of the account.
 */
export async function completeTest(
  ctx: Ctx,
  { id, accountId, connectionId, userId, returnTo }: attempts.StoredAttempt,
  said: Vouched,
): Promise<{ state: 'tested'; next: string }> {
  const { actor } = ctx
  if (actor.kind !== 'USER' || actor.userId !== userId) throw ssoRefusal('attempt_unknown')
  const target = { objectTable: 'sso_connection', objectId: connectionId, permission: 'update:sso' } as const
  return changeAccount(ctx, { accountId, attempt: 'test a connection', ...target }, async (tx) => {
    if (!(await attempts.markCompleted(tx, id, ctx.now))) throw ssoRefusal('attempt_unknown')
    const connection = await store.findConnection(tx, accountId, connectionId)
    if (!connection) throw new AppError('not_found')
    const { subject, email, name, claims } = said
    const groups = (said.groups ?? []).slice(0, groupsAtMost)
    const problem = said.groups === null ? groupsLeftOut : null
    await store.noteOnConnection(tx, connection, {
      testedAt: ctx.now,
      testedByName: actor.name,
      testedClaims: { subject, email, name, groups, claims },
      problem,
      problemAt: problem === null ? null : ctx.now,
    })
    await recordAudits(tx, ctx, accountId, [
      {
        action: 'sso_connection.tested',
        message: `${actor.name} signed in through ${connection.name} as a test`,
        objectTable: 'sso_connection',
        objectId: connectionId,
        info: { subject, email, claims: claims.map((claim) => claim.name) },
      },
    ])
    return { state: 'tested', next: safeReturnTo(returnTo) }
  })
}
