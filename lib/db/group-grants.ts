import { Prisma } from './generated/client'
import { roleJson, type RoleColumn } from './role-json'

/** A role that a group gives to a membership in a workspace, as `groupGrantsJson` writes it. */
export type GroupGrantColumn = { group: string; role: RoleColumn }

/**
 * What groups give to a membership in the workspace `workspace` (an alias), in one column: null for nothing. Where no mapping names the
 * workspace it is one look into an index. With `OFFSET 0` the mappings of the workspace are read before the member's groups: the planner would
 * else read all mappings of the account.
 */
export function groupGrantsJson(workspace: string, membershipId: Prisma.Sql): Prisma.Sql {
  const of = Prisma.raw(workspace)
  return Prisma.sql`(
    SELECT json_agg(json_build_object('group', qm."group", 'role', ${roleJson('qr')}) ORDER BY qm.position, qm.id)
    FROM (
      SELECT o.account_id, o.id, o."group", o.position, o.heard_ids, q.role_id
      FROM group_mapping_grant q JOIN group_mapping o ON o.account_id = q.account_id AND o.id = q.mapping_id
      WHERE q.account_id = ${of}.account_id AND q.workspace_id = ${of}.id OFFSET 0) qm
    JOIN role qr ON qr.account_id = qm.account_id AND qr.id = qm.role_id
    WHERE ${isIn({ accountId: Prisma.sql`${of}.account_id`, membershipId })})`
}

/** A provider whose word is taken to count, or not to, whatever is so: for what stands before a change of it and after. */
export type Hearing = { providerId: string; counts: boolean }

// Whether the mapping `qm` goes by what was said in `qg`: of its group, and by a provider whose word counts for it.
function isHeard(hearing?: Hearing): Prisma.Sql {
  return Prisma.sql`qg."group" = qm."group" AND qg.provider_id = ANY(${heardFor(hearing)})`
}

function heardFor(hearing?: Hearing): Prisma.Sql {
  if (!hearing) return Prisma.sql`qm.heard_ids`
  const { providerId, counts } = hearing
  const isNamed = Prisma.sql`${counts} AND coalesce(qm.provider_id, ${providerId}::uuid) = ${providerId}::uuid`
  return Prisma.sql`CASE WHEN ${isNamed} THEN qm.heard_ids || ${providerId}::uuid ELSE array_remove(qm.heard_ids, ${providerId}::uuid) END`
}

/** The providers whose word counts in an account, as an array of their ids, which a statement asks for once. */
export function heardIn(accountId: string, hearing?: Hearing): Prisma.Sql {
  const heard = Prisma.sql`(SELECT heard_ids_of(${accountId}::uuid, NULL))`
  if (!hearing) return Prisma.sql`${heard}::uuid[]`
  const { providerId, counts } = hearing
  const others = Prisma.sql`array_remove(${heard}, ${providerId}::uuid)`
  return counts ? Prisma.sql`(${others} || ${providerId}::uuid)` : others
}

/** Whether a membership is in the group of the mapping `qm`, by the word of the provider that the mapping names, or of any; each while it is in use. */
export function isInGroup(membershipId: Prisma.Sql, hearing?: Hearing): Prisma.Sql {
  return isIn({ accountId: Prisma.sql`qm.account_id`, membershipId }, hearing)
}

function isIn(of: { accountId: Prisma.Sql; membershipId: Prisma.Sql }, hearing?: Hearing): Prisma.Sql {
  return Prisma.sql`EXISTS (
      SELECT FROM membership_group qg
      WHERE qg.account_id = ${of.accountId} AND qg.membership_id = ${of.membershipId} AND ${isHeard(hearing)})`
}

/**
 * What groups give in an account, as rows of membership_id, workspace_id, role_id, group: each once, however many providers say it.
 * `condition` narrows with `q` the grant, `qm` its mapping and `qg` the membership's group.
 */
export function givenByGroups(accountId: string, condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT DISTINCT qg.membership_id, q.workspace_id, q.role_id, qm."group"
    FROM group_mapping_grant q
    JOIN group_mapping qm ON qm.account_id = q.account_id AND qm.id = q.mapping_id
    JOIN membership_group qg ON qg.account_id = qm.account_id AND ${isHeard()}
    WHERE q.account_id = ${accountId}::uuid AND ${condition})`
}
