import { userIdOf } from '@/lib/authz/access'
import type { Ctx, PrincipalActor } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { newApiKey } from './format'
import type { CreatedKey } from './schema'

type KeyOwner =
  | { kind: 'USER'; userId: string }
  | { kind: 'SERVICE_ACCOUNT'; accountId: string; serviceAccountId: string }

/** Makes a key and keeps its hash, in the caller's transaction, which records the event. */
export async function mintKey(
  tx: Tx,
  ctx: Ctx,
  key: {
    owner: KeyOwner
    accountId: string | null
    name: string
    expiresAt: Date | null
    actor: PrincipalActor
  },
): Promise<CreatedKey> {
  const { owner, accountId, name, expiresAt, actor } = key
  const { key: secret, prefix, hash } = newApiKey(owner.kind)
  const { id } = await tx.apiKey.create({
    data: {
      accountId,
      userId: owner.kind === 'USER' ? owner.userId : null,
      serviceAccountId: owner.kind === 'SERVICE_ACCOUNT' ? owner.serviceAccountId : null,
      name,
      prefix,
      keyHash: hash,
      createdByUserId: userIdOf(actor),
      createdByName: actor.name,
      createdAt: ctx.now,
      expiresAt,
    },
    select: { id: true },
  })
  const lines = [`ROSTER_API_URL=${env().BASE_URL}/api`, `ROSTER_API_KEY=${secret}`]
  return {
    id,
    name,
    prefix,
    key: secret,
    expires_at: expiresAt?.toISOString() ?? null,
    command: `export ${lines.join(' ')}`,
    env_file: `${lines.join('\n')}\n`,
  }
}
