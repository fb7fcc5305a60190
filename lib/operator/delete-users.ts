import { recordInstallationAudit, recordOperatorUserAudit } from '@/lib/audit/installation'
import type { Ctx } from '@/lib/authz/context'
import { withTransaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { deleteLockedPerson, readOwnData } from '@/lib/users/deletion'
import { lockPerson } from '@/lib/users/locking'
import { userNotFound } from '@/lib/users/operate'
import { changeLocked } from './change'
import type { UserById } from './schema'

/**
 * Deletes somebody who cannot do it themselves, as they would: for the command line alone, `not_found` for everybody else. Throws `conflict`
 * with `last_administrator`, `last_operator` or `changed_meanwhile`.
 */
export async function deleteUserByCommand(
  ctx: Ctx,
  { userId }: UserById,
): Promise<{ id: string; email: string }> {
  requireCommandLine(ctx)
  const order = { attempt: 'delete somebody', objectTable: 'user', objectId: userId } as const
  return changeLocked(ctx, order, {
    lock: (tx) => lockPerson(tx, userId),
    work: async (tx, person) => {
      if (!person) throw userNotFound()
      const { name, email } = person.user
      const deleted = `The operator deleted the account of ${name}`
      await recordInstallationAudit(tx, ctx, {
        action: 'user.deleted',
        message: deleted,
        objectTable: 'user',
        objectId: userId,
        info: { email },
      })
      const left = `${name} left, as the operator deleted their account`
      await deleteLockedPerson(tx, ctx, person, { left, deleted })
      return { id: userId, email }
    },
  })
}

/**
 * What the installation keeps about somebody who asked for it, as they would download it: for the command line alone, `not_found` for everybody
 * else. Recorded, in each account they belong to as well.
 */
export async function exportUserDataByCommand(
  ctx: Ctx,
  { userId }: UserById,
): Promise<Record<string, unknown>> {
  requireCommandLine(ctx)
  return withTransaction(async (tx) => {
    const data = await readOwnData(tx, userId)
    if (!data) throw userNotFound()
    await recordOperatorUserAudit(tx, ctx, userId, {
      action: 'user.data_downloaded',
      message: `The operator downloaded what is kept about ${data.user.name}`,
      info: { email: data.user.email },
    })
    return { exported_at: ctx.now.toISOString(), ...data }
  })
}

// Being operator opens no account's data: whoever has the machine has it anyway.
function requireCommandLine({ actor }: Ctx): void {
  if (actor.kind !== 'SYSTEM')
    throw new AppError(actor.kind === 'ANONYMOUS' ? 'unauthenticated' : 'not_found')
}
