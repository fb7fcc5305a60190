import { randomUUID } from 'node:crypto'
import { query } from './database'

type Place = { accountId: string }

/** A workspace of an organization, with a default role or *No access*; returns its id. */
export async function newWorkspace(
  { accountId }: Place,
  name: string,
  defaultRoleId: string | null = null,
): Promise<string> {
  const id = randomUUID()
  await query(
    'insert into workspace (account_id, id, name, handle, default_role_id) values ($1, $2::uuid, $3, $4, $5)',
    [accountId, id, name, id, defaultRoleId],
  )
  return id
}

/** Gives a membership a role in a workspace, for ever or until a time; returns the grant's id. */
export async function newGrant(
  { accountId }: Place,
  grant: { workspaceId: string; membershipId: string; roleId: string; expiresAt?: string | Date },
): Promise<string> {
  const id = randomUUID()
  const { workspaceId, membershipId, roleId, expiresAt = null } = grant
  await query(
    'insert into workspace_grant (account_id, id, workspace_id, membership_id, role_id, expires_at) values ($1, $2, $3, $4, $5, $6)',
    [accountId, id, workspaceId, membershipId, roleId, expiresAt],
  )
  return id
}

/** Makes an invitation offer a role in a workspace too. */
export async function offerInWorkspace(
  { accountId }: Place,
  { invitationId, workspaceId, roleId }: { invitationId: string; workspaceId: string; roleId: string },
): Promise<void> {
  await query(
    'insert into invitation_workspace (account_id, invitation_id, workspace_id, role_id) values ($1, $2, $3, $4)',
    [accountId, invitationId, workspaceId, roleId],
  )
}

/** A key of a user that opens nothing, made for one account or for all of theirs; returns its id. */
export async function newUserKey(userId: string, accountId: string | null, name = 'Laptop'): Promise<string> {
  const id = randomUUID()
  await query(
    `insert into api_key (id, account_id, user_id, name, prefix, key_hash) values ($1, $2, $3, $4, 'rst_u_abc', $5)`,
    [id, accountId, userId, name, Buffer.from(id)],
  )
  return id
}

/** A service account and its membership; returns the ids of both. */
export async function newServiceAccount(
  { accountId }: Place,
  roleId: string,
  name = `Robot ${randomUUID()}`,
): Promise<{ serviceAccountId: string; membershipId: string }> {
  const [serviceAccountId, membershipId] = [randomUUID(), randomUUID()]
  await query('insert into service_account (account_id, id, name) values ($1, $2, $3)', [
    accountId,
    serviceAccountId,
    name,
  ])
  await query(
    `insert into membership (account_id, id, kind, service_account_id, role_id, principal_name) values ($1, $2, 'SERVICE_ACCOUNT', $3, $4, $5)`,
    [accountId, membershipId, serviceAccountId, roleId, name],
  )
  return { serviceAccountId, membershipId }
}
