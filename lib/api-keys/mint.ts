import { userIdOf } from '@/lib/authz/access'
import type { Actor, Ctx } from '@/lib/authz/context'
import { requireEndAhead } from '@/lib/authz/end-ahead'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import { newApiKey } from './format'
import { decideKeyCount, noticeBehind } from './rules'
import { configurationOf } from './configuration'
import type { CreatedKey } from './schema'
import * as store from './store'

/**
 * A key to make. A service account's acts in its account, a user's in `accountId` or, when that is null, in each of theirs: of those that require
 * single sign-on, in `provenAccountIds`; and as an operator's where it `carriesOperator` and they are one.
 */
export type NewKey = {
  owner:
    | ({ kind: 'USER'; userId: string; accountId: string | null } & store.KeyReach)
    | { kind: 'SERVICE_ACCOUNT'; accountId: string; serviceAccountId: string }
  name: string
  expiresAt: Date | null
  /** The key it takes the place of, which does not count among those that the owner has. */
  replaces?: string
}

/**
 * Makes a key within the caller's transaction, which has decided that it may be made and records it. Throws `invalid_input`/`expired` on
 * `expiresAt` for a time that has passed, and `conflict`/`too_many_keys`.
 */
export async function mintKey(tx: Tx, ctx: Ctx, key: NewKey): Promise<CreatedKey> {
  const { actor, now } = ctx
  const { owner, name, expiresAt } = key
  requireEndAhead(expiresAt, now)
  const count = await store.countWorkingKeys(tx, { owner, but: key.replaces ?? null, now })
  enforceRule(decideKeyCount(count))
  const made = newApiKey(owner.kind)
  const { id } = await store.createKey(tx, {
    name,
    prefix: made.prefix,
    keyHash: made.hash,
    accountId: owner.accountId,
    provenAccountIds: owner.kind === 'USER' && !owner.accountId ? owner.provenAccountIds : [],
    carriesOperator: owner.kind === 'USER' && owner.carriesOperator,
    userId: owner.kind === 'USER' ? owner.userId : null,
    serviceAccountId: owner.kind === 'SERVICE_ACCOUNT' ? owner.serviceAccountId : null,
    createdByUserId: actor.kind === 'USER' || actor.kind === 'SERVICE_ACCOUNT' ? userIdOf(actor) : null,
    createdByName: actorNameOf(actor),
    createdAt: now,
    expiresAt,
    noticedDays: noticeBehind(expiresAt, now),
  })
  const shown = { id, name, prefix: made.prefix, expires_at: expiresAt?.toISOString() ?? null }
  return { ...shown, key: made.key, ...configurationOf(made.key) }
}

/** What whoever makes or changes a key is called in its events. */
export function actorNameOf(actor: Actor): string {
  invariant(actor.kind !== 'ANONYMOUS', 'nobody makes a key')
  return actor.name
}
