import { Prisma } from '@/lib/db/generated/client'
import { heardIn, isInGroup, type Hearing } from '@/lib/db/group-grants'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { RoleByGroups } from './rules'

/** A member with the groups they are in, by whose word counts, and what these give. */
export type StandingRow = {
  membershipId: string
  userId: string
  name: string
  roleId: string
  roleName: string
  isAdministrator: boolean
  /** The mapping that gave the role, which may be gone. */
  mappingId: string | null
  byHandId: string | null
  memberRoleId: string
  groups: string[]
  given: { mappingId: string; roleId: string; isAdministrator: boolean }[]
  grants: { workspace: string; workspace_id: string; role: string; role_id: string; group: string }[]
}

/** Those of these memberships that are users' of the account; with `hearing` as they would stand if another provider's word counted, or did not. */
export async function listStandings(
  tx: Tx,
  accountId: string,
  membershipIds: string[],
  hearing?: Hearing,
): Promise<StandingRow[]> {
  if (membershipIds.length === 0) return []
  const isIn = isInGroup(Prisma.sql`m.id`, hearing)
  return tx.$queryRaw<StandingRow[]>`
    ${planEachTime}
    SELECT m.id AS "membershipId", m.user_id AS "userId", m.principal_name AS name, r.id AS "roleId", r.name AS "roleName",
           coalesce(r.built_in = 'ADMINISTRATOR', false) AS "isAdministrator", m.role_source_id AS "mappingId", hand.id AS "byHandId",
           (SELECT id FROM role WHERE account_id = ${accountId}::uuid AND built_in = 'MEMBER') AS "memberRoleId",
           ARRAY(SELECT DISTINCT mg."group" FROM membership_group mg
             WHERE mg.account_id = m.account_id AND mg.membership_id = m.id
               AND mg.provider_id = ANY(${heardIn(accountId, hearing)}) ORDER BY mg."group") AS groups,
           (SELECT coalesce(json_agg(json_build_object('mappingId', qm.id, 'roleId', qm.role_id,
                'isAdministrator', coalesce(gr.built_in = 'ADMINISTRATOR', false)) ORDER BY qm.position, qm.id), '[]')
            FROM group_mapping qm JOIN role gr ON gr.account_id = qm.account_id AND gr.id = qm.role_id
            WHERE qm.account_id = m.account_id AND ${isIn}) AS given,
           (SELECT coalesce(json_agg(json_build_object('workspace', w.name, 'workspace_id', w.id, 'role', gr.name, 'role_id', gr.id,
                'group', qm."group") ORDER BY lower(w.name), w.id, qm.position), '[]')
            FROM group_mapping_grant q
            JOIN group_mapping qm ON qm.account_id = q.account_id AND qm.id = q.mapping_id
            JOIN role gr ON gr.account_id = q.account_id AND gr.id = q.role_id
            JOIN workspace w ON w.account_id = q.account_id AND w.id = q.workspace_id
            WHERE q.account_id = m.account_id AND ${isIn}) AS grants
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN role hand ON hand.account_id = m.account_id AND hand.id = m.role_by_hand_id
    WHERE m.account_id = ${accountId}::uuid AND m.kind = 'USER' AND m.id = ANY(${membershipIds}::uuid[])
    ORDER BY m.id`
}

type OfMapping = { groups: string[]; mappingId: string; limit: number }

/** Whose organization role a mapping of these groups has a say in: whoever is in one, or has the role by the mapping. */
export async function listMembersOfMapping(
  tx: Tx,
  accountId: string,
  { groups, mappingId, limit }: OfMapping,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT membership_id AS id FROM membership_group WHERE account_id = ${accountId}::uuid AND "group" = ANY(${groups})
    UNION SELECT id FROM membership WHERE account_id = ${accountId}::uuid AND role_source_id = ${mappingId}::uuid LIMIT ${limit}`
  return rows.map(({ id }) => id)
}

/** Some of those who have their organization role by a mapping, which may be gone; of Administrators none, as groups change nothing of them. */
export async function listMembersByMapping(
  tx: Tx,
  accountId: string,
  { mappingId, limit }: Pick<OfMapping, 'mappingId' | 'limit'>,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT m.id FROM membership m JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    WHERE m.account_id = ${accountId}::uuid AND m.role_source_id = ${mappingId}::uuid AND r.built_in IS DISTINCT FROM 'ADMINISTRATOR'
    LIMIT ${limit}`
  return rows.map(({ id }) => id)
}

/** Gives each membership the role beside it, by a group or back by hand. */
export async function updateRoles(
  tx: Tx,
  accountId: string,
  changes: (RoleByGroups & { membershipId: string })[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE membership m
    SET role_id = c.role_id, role_source_id = c.source_id, role_by_hand_id = c.by_hand_id, updated_at = now()
    FROM unnest(${changes.map(({ membershipId }) => membershipId)}::uuid[], ${changes.map(({ roleId }) => roleId)}::uuid[],
      ${changes.map(({ mappingId }) => mappingId)}::uuid[], ${changes.map(({ byHandId }) => byHandId)}::uuid[])
      AS c (id, role_id, source_id, by_hand_id)
    WHERE m.account_id = ${accountId}::uuid AND m.id = c.id`
}

type Said = { accountId: string; membershipId: string; connectionId: string }

/** Makes these the groups that a connection says a member is in, instead of any it said before. */
export async function replaceGroups(
  tx: Tx,
  { accountId, membershipId, connectionId }: Said,
  groups: string[],
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM membership_group
    WHERE account_id = ${accountId}::uuid AND membership_id = ${membershipId}::uuid AND source_id = ${connectionId}::uuid
      AND "group" <> ALL(${groups})`
  if (groups.length === 0) return
  await tx.$executeRaw`
    INSERT INTO membership_group (account_id, membership_id, source_id, provider_id, "group")
    SELECT ${accountId}::uuid, ${membershipId}::uuid, ${connectionId}::uuid, ${connectionId}::uuid, g FROM unnest(${groups}::text[]) g
    ON CONFLICT DO NOTHING`
}

type OfSource = { accountId: string; sourceId: string }

/** Whom a source ever put into a group that they are in still, in the order of their ids, after one. */
export async function listMembersOfSource(
  tx: Tx,
  { accountId, sourceId }: OfSource,
  page: { after: string | null; limit: number },
): Promise<string[]> {
  const beyond = page.after ? Prisma.sql`AND membership_id > ${page.after}::uuid` : Prisma.empty
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT membership_id AS id FROM membership_group
    WHERE account_id = ${accountId}::uuid AND source_id = ${sourceId}::uuid ${beyond}
    ORDER BY membership_id LIMIT ${page.limit}`
  return rows.map(({ id }) => id)
}

/** Forgets what a source said of these memberships. */
export async function deleteSource(
  tx: Tx,
  { accountId, sourceId }: OfSource,
  membershipIds: string[],
): Promise<void> {
  await tx.membershipGroup.deleteMany({
    where: { accountId, sourceId, membershipId: { in: membershipIds } },
  })
}
