import { isDeepStrictEqual } from 'node:util'
import type { AuditInput, JsonValue } from '@/lib/audit/schema'
import { recordAudits } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { listText } from '@/lib/format'
import { decideRoleByGroups } from './rules'
import { groupLength, groupsAtMost } from './schema'
import { listStandings, replaceGroups, updateRoles, type StandingRow } from './standing-store'

export type Events = Omit<AuditInput, 'accountId'>[]

/** Of any number of groups and roles an event names so many. */
const namedAtMost = 100

/**
 * Takes over which groups a provider says a member is in, in the caller's transaction, which holds the account's lock: what they give in
 * workspaces counts from the next request, and the organization role is changed at once. `sourceId` is the connection, as SCIM says it by
 * `changingGroups`; what others said stays. At most 2,000 groups are kept of one, those that come first. Records
 * `membership.groups_changed` when something changed, and says whether it did.
 */
export async function reconcileGroups(
  tx: Tx,
  ctx: Ctx,
  said: { accountId: string; membershipId: string; sourceId: string; groups: readonly string[] },
): Promise<boolean> {
  const { accountId, membershipId, sourceId: connectionId } = said
  const events = await changingGroups(tx, { accountId, membershipIds: [membershipId] }, () =>
    replaceGroups(tx, { accountId, membershipId, connectionId }, usable(said.groups)),
  )
  if (events.length > 0) await recordAudits(tx, ctx, accountId, events)
  return events.length > 0
}

/**
 * Changes, by `write`, which groups members are in, and then their organization roles by what these give. Returns an event for each member
 * for whom something changed, for the caller to record. Four statements besides those of `write`, however many members.
 */
export async function changingGroups(
  tx: Tx,
  { accountId, membershipIds }: { accountId: string; membershipIds: string[] },
  write: () => Promise<unknown>,
): Promise<Events> {
  const before = await listStandings(tx, accountId, membershipIds)
  await write()
  const after = await listStandings(tx, accountId, membershipIds)
  return eventsOf(await settleRoles(tx, accountId, { before, after }))
}

/** The events of those for whom something changed. */
export function eventsOf(settled: Change[]): Events {
  return settled.filter(isChanged).map(eventOf)
}

/** A member before a change of groups and after it. */
export type Change = { before: StandingRow; after: StandingRow }

/**
 * Gives members the organization roles that their groups give after a change. Whether a group gave the former role is asked of `before`: the
 * mapping may be gone.
 */
export async function settleRoles(
  tx: Tx,
  accountId: string,
  { before, after }: { before: StandingRow[]; after: StandingRow[] },
): Promise<Change[]> {
  const formerly = new Map(before.map((row) => [row.membershipId, row]))
  const pairs = after.map((row) => ({ before: formerly.get(row.membershipId) ?? row, after: row }))
  const roles = new Map(
    pairs.flatMap((pair) => {
      const { mappingId } = pair.before
      const role = decideRoleByGroups({ ...pair.after, mappingId })
      return role ? [[pair.after.membershipId, role] as const] : []
    }),
  )
  if (roles.size === 0) return pairs
  const changes = [...roles].map(([membershipId, role]) => ({ membershipId, ...role }))
  await updateRoles(tx, accountId, changes)
  const settled = await listStandings(
    tx,
    accountId,
    changes.map(({ membershipId }) => membershipId),
  )
  const now = new Map(settled.map((row) => [row.membershipId, row]))
  return pairs.map((pair) => ({ ...pair, after: now.get(pair.after.membershipId) ?? pair.after }))
}

/** The event of a member whose groups, or what they give, changed. */
export function eventOf({ before, after }: Change): Events[number] {
  const gained = [...givenBy(after)].filter((one) => !givenBy(before).has(one))
  const lost = [...givenBy(before)].filter((one) => !givenBy(after).has(one))
  const did = [
    ...(gained.length > 0 ? [`gained ${listText(gained.slice(0, 5), gained.length)}`] : []),
    ...(lost.length > 0 ? [`lost ${listText(lost.slice(0, 5), lost.length)}`] : []),
  ]
  const effect = did.length > 0 ? did.join(' and ') : 'nothing else changed by it'
  return {
    action: 'membership.groups_changed',
    message: `The groups of ${after.name} at the identity provider changed: ${effect}`,
    objectTable: 'membership',
    objectId: after.membershipId,
    info: {
      user_id: after.userId,
      before: infoOf(before),
      after: infoOf(after),
      gained: gained.slice(0, namedAtMost),
      lost: lost.slice(0, namedAtMost),
    },
  }
}

function isChanged({ before, after }: Change): boolean {
  return (
    before.roleId !== after.roleId ||
    before.mappingId !== after.mappingId ||
    before.groups.join('\n') !== after.groups.join('\n') ||
    !isDeepStrictEqual(before.grants, after.grants)
  )
}

// "Collaborator in Analytics": the same from two groups is one thing.
function givenBy({ roleName, grants }: StandingRow): Set<string> {
  return new Set([roleName, ...grants.map(({ role, workspace }) => `${role} in ${workspace}`)])
}

function infoOf({ groups, roleName, roleId, mappingId, grants }: StandingRow): JsonValue {
  return {
    groups: groups.slice(0, namedAtMost),
    groups_count: groups.length,
    role: roleName,
    role_id: roleId,
    group_mapping_id: mappingId,
    workspaces: grants.slice(0, namedAtMost),
  }
}

// What a provider sends is its own: what cannot be the name of a group is passed over rather than keep somebody out.
function usable(groups: readonly string[]): string[] {
  const names = groups.map((name) => name.trim())
  const fit = names.filter((name) => name !== '' && name.length <= groupLength && !name.includes('\0'))
  return [...new Set(fit)].slice(0, groupsAtMost)
}
