import { randomUUID } from 'node:crypto'
import { query } from './database'

type Place = { accountId: string }

/** Says what a group gives, without asking anybody; returns the mapping's id. */
export async function newMapping(
  { accountId }: Place,
  mapping: {
    group: string
    providerId?: string | null
    roleId?: string | null
    position?: number
    grants?: { workspaceId: string; roleId: string }[]
  },
): Promise<string> {
  const id = randomUUID()
  const { group, providerId = null, roleId = null, position = 1, grants = [] } = mapping
  await query(
    `insert into group_mapping (account_id, id, "group", provider_id, role_id, position, updated_at)
     values ($1, $2, $3, $4, $5, $6, now())`,
    [accountId, id, group, providerId, roleId, position],
  )
  for (const grant of grants)
    await query(
      'insert into group_mapping_grant (account_id, mapping_id, workspace_id, role_id) values ($1, $2, $3, $4)',
      [accountId, id, grant.workspaceId, grant.roleId],
    )
  return id
}

/**
 * Puts a membership into a group, as SCIM would have said it, or the connection where one is named; the role it gives is not settled by that.
 */
export async function putInGroup(
  { accountId }: Place,
  { membershipId, group, connectionId }: { membershipId: string; group: string; connectionId?: string },
): Promise<void> {
  await query(
    'insert into membership_group (account_id, membership_id, source_id, provider_id, "group") values ($1, $2, $3, $4, $5)',
    [accountId, membershipId, connectionId ?? randomUUID(), connectionId ?? accountId, group],
  )
}
