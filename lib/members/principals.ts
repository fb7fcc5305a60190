import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { decodeCursor, encodeCursor } from '@/lib/pages/page'
import * as store from './principals-store'
import type { listPrincipalsInput, PrincipalView } from './schema'

/**
 * The users of an account by name, and its service accounts among them for whoever holds `read:service_account`; each with its place for
 * the page after it. Needs `read:member`.
 */
export async function listPrincipals(
  ctx: Ctx,
  { accountId, cursor, limit }: z.output<typeof listPrincipalsInput>,
): Promise<PrincipalView[]> {
  const { permissions } = await authorizeAccount(ctx, database(), accountId, 'read:member')
  const rows = await store.listPrincipals(database(), {
    accountId,
    kinds: permissions.has('read:service_account') ? ['USER', 'SERVICE_ACCOUNT'] : ['USER'],
    after: decodeCursor(cursor),
    limit,
  })
  return rows.map(principalViewOf)
}

/** The service account that a membership is of; null for a user's, and for one that is not the account's. For services that authorize. */
export async function findServiceAccountId(accountId: string, membershipId: string): Promise<string | null> {
  return store.findServiceAccountId(database(), accountId, membershipId)
}

function principalViewOf({ membershipId, kind, id, name, email, key }: store.PrincipalRow): PrincipalView {
  const [first = '', ...rest] = name.split(' ')
  const isUser = kind === 'USER'
  return {
    id,
    account_type: kind,
    email: isUser ? email : null,
    first_name: isUser ? first : null,
    last_name: isUser ? rest.join(' ') : null,
    username: email ?? name,
    memberships: [{ id: membershipId }],
    cursor: encodeCursor({ key, id: membershipId }),
  }
}
