import type { MembershipStatus } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'

/** Somebody whom a provider names by an address, as far as they are known here. */
export type EntryRow = {
  userId: string | null
  membershipId: string | null
  status: MembershipStatus | null
  /** Who is provisioned as this user already. */
  scimUserId: string | null
  isOfProvenDomain: boolean
  /** The role of those who come by the connection of the domain, else Member; never Administrator. */
  roleId: string
  roleName: string
  /** Whether an open invitation has a place for them. */
  isInvited: boolean
}

/** What decides about making a member of whoever has this address, in one statement. */
export async function findEntry(
  tx: Tx,
  accountId: string,
  { emailKey, domain, now }: { emailKey: string; domain: string; now: Date },
): Promise<EntryRow | null> {
  const [row] = await tx.$queryRaw<EntryRow[]>`
    SELECT u.id AS "userId", m.id AS "membershipId", m.status::text, s.id AS "scimUserId", d.id IS NOT NULL AS "isOfProvenDomain",
           coalesce(cr.id, mr.id) AS "roleId", coalesce(cr.name, mr.name) AS "roleName",
           EXISTS (SELECT FROM invitation i WHERE i.account_id = ${accountId}::uuid AND i.email_key = ${emailKey}
             AND i.status = 'PENDING' AND i.expires_at > ${now}) AS "isInvited"
    FROM role mr
    LEFT JOIN "user" u ON u.email_key = ${emailKey}
    LEFT JOIN membership m ON m.account_id = mr.account_id AND m.user_id = u.id
    LEFT JOIN scim_user s ON s.account_id = mr.account_id AND s.user_id = u.id
    LEFT JOIN sso_domain d ON d.account_id = mr.account_id AND d.domain = ${domain} AND d.verified_at IS NOT NULL
    LEFT JOIN sso_connection c ON c.account_id = d.account_id AND c.id = d.connection_id
    LEFT JOIN role cr ON cr.account_id = c.account_id AND cr.id = c.role_id AND cr.built_in IS DISTINCT FROM 'ADMINISTRATOR'
    WHERE mr.account_id = ${accountId}::uuid AND mr.built_in = 'MEMBER'`
  return row ?? null
}

/** Whether the address of a user is of a domain that the account has proven. */
export async function isOfProvenDomain(tx: Tx, accountId: string, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "user" u JOIN sso_domain d ON d.domain = substring(u.email_key FROM '[^@]*$')
    WHERE u.id = ${userId}::uuid AND d.account_id = ${accountId}::uuid AND d.verified_at IS NOT NULL`
  return rows.length > 0
}

type Member = { accountId: string; membershipId: string; userId: string }

/** Whether a user is in a provisioned group of the account. */
export async function hasProvisionedGroups(tx: Tx, { accountId, userId }: Member): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM scim_user s JOIN scim_group_member gm ON gm.account_id = s.account_id AND gm.scim_user_id = s.id
    WHERE s.account_id = ${accountId}::uuid AND s.user_id = ${userId}::uuid LIMIT 1`
  return rows.length > 0
}

/** Puts a membership that was made anew into the groups that its user was provisioned into. */
export async function restoreGroups(tx: Tx, { accountId, membershipId, userId }: Member): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO membership_group (account_id, membership_id, source_id, provider_id, "group")
    SELECT g.account_id, ${membershipId}::uuid, g.id, g.account_id, g.display_name
    FROM scim_user s
    JOIN scim_group_member gm ON gm.account_id = s.account_id AND gm.scim_user_id = s.id
    JOIN scim_group g ON g.account_id = gm.account_id AND g.id = gm.group_id
    WHERE s.account_id = ${accountId}::uuid AND s.user_id = ${userId}::uuid
    ON CONFLICT DO NOTHING`
}
