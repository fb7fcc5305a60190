import type { Tx } from '@/lib/db/transaction'
import type { Grant } from './grant-plan'
import type { Key } from './key-plan'
import type { Actor } from './member-plan'
import * as store from './store'
import { grants, keys, keyUses } from './tables'
import { madeAt, nobodysHash } from './values'

type WrittenGrant = Grant & { membershipId: string; createdByUserId: string }

/** Grants in workspaces, each to a membership. */
export async function writeGrants(tx: Tx, accountId: string, given: WrittenGrant[]): Promise<void> {
  const rows = given.map((grant) => ({
    account_id: accountId,
    id: grant.id,
    workspace_id: grant.workspaceId,
    membership_id: grant.membershipId,
    role_id: grant.role.id,
    expires_at: grant.expiresAt,
    created_by_user_id: grant.createdByUserId,
    ...madeAt(grant.at),
  }))
  await store.insertRows(tx, grants, rows)
}

type WrittenKey = Key & { userId: string | null; serviceAccountId: string | null; createdBy: Actor }

/** Keys of users for this account only, or of service accounts. */
export async function writeKeys(tx: Tx, accountId: string, made: WrittenKey[]): Promise<void> {
  const rows = made.map((key) => ({
    account_id: accountId,
    id: key.id,
    user_id: key.userId,
    service_account_id: key.serviceAccountId,
    name: key.name,
    prefix: key.prefix,
    key_hash: nobodysHash(),
    created_by_user_id: key.createdBy.userId,
    created_by_name: key.createdBy.name,
    created_at: key.at,
    expires_at: key.expiresAt,
    // As if all notices had gone: nobody has the key, and nobody waits to be told of its end.
    noticed_days: 0,
  }))
  await store.insertRows(tx, keys, rows)
  const uses = made.flatMap(({ id, lastUsedAt }) =>
    lastUsedAt ? [{ api_key_id: id, last_used_at: lastUsedAt }] : [],
  )
  await store.insertRows(tx, keyUses, uses)
}
