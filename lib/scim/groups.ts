import { v7 as newId } from 'uuid'
import { recordAudits } from '@/lib/audit/service'
import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { changingGroups } from '@/lib/groups/reconcile'
import { groupLength } from '@/lib/groups/schema'
import { isUuid } from '@/lib/uuid'
import { provision, type Provisioning } from './authenticate'
import { groupDefinition } from './definitions'
import { applyGroupPatch, membersOf, type MemberChange } from './group-patch'
import * as store from './groups-store'
import type { ListRequest } from './list-request'
import { readOperations } from './patch'
import { requireVersion, type Preconditions } from './preconditions'
import { badRequest, taken } from './refusals'
import { isAskedFor, resourceOf, textOf, type Projection, type ScimResource } from './resource'
import { scimBaseUrl } from './tokens'
import { withinTime, type Found } from './users'
import { readResource, type Values } from './values'

/** How many members one change of a group may concern, as what they hold changes with it. */
const membersAtMost = 10_000
const namedAtMost = 100
/** How many groups one page lists with their members; the next ones follow. */
const withMembersAtMost = 20

/** The provisioned groups that a filter finds, at most 20 of them where their members are asked for; throws as `listUsers` does. */
export async function listGroups({ account }: Provisioning, request: ListRequest): Promise<Found> {
  const withMembers = isAskedFor(groupDefinition, request.projection, 'members')
  const count = withMembers ? Math.min(request.count, withMembersAtMost) : request.count
  return withinTime(async (tx) => {
    const { total, rows } = await store.listGroups(tx, account.id, { ...request, count, withMembers })
    return { total, resources: rows.map(resourceOfRow) }
  })
}

/** One of them, with its members where they are asked for; throws as `listGroups` does. */
export async function getGroup(
  { account }: Provisioning,
  id: string,
  projection: Projection,
): Promise<ScimResource> {
  const withMembers = isAskedFor(groupDefinition, projection, 'members')
  const row = await withinTime((tx) => store.findGroup(tx, account.id, { id, withMembers }))
  return resourceOfRow(requireRow(row, id))
}

/**
 * Provisions a group; what it gives here is said by its mapping, which is found by its name. Throws `conflict`/`uniqueness` for a name that another
 * has, and `invalid_input`/`invalid_value` without one, or for members who are not provisioned.
 */
export async function createGroup(provisioning: Provisioning, body: unknown): Promise<string> {
  const values = readResource(groupDefinition, body)
  const content = contentOf(values)
  const id = newId()
  const attempt = `provision the group ${content.displayName}`
  const { account, ctx } = provisioning
  return provision(provisioning, { ...objectOf(id), attempt }, async (tx) => {
    await requireFreeName(tx, account.id, content.displayName, null)
    await store.createGroup(tx, { accountId: account.id, id }, content)
    const members = await resolveMembers(tx, account.id, { id, change: settingTo(membersOf(values)) })
    const events = await settle(tx, account.id, { id, members, isRenamed: false })
    await recordAudits(tx, ctx, account.id, [
      {
        action: 'scim_group.created',
        message: `The identity provider provisioned the group ${content.displayName}`,
        ...objectOf(id),
        info: {
          after: { display_name: content.displayName, external_id: content.externalId },
          ...toldOf(members),
        },
      },
      ...events,
    ])
    return id
  })
}

export type GroupChange = { id: string; body: unknown; preconditions: Preconditions }

/** Gives a group other attributes and members, whole. Throws as `patchGroup` does. */
export async function replaceGroup(provisioning: Provisioning, change: GroupChange): Promise<void> {
  const given = readResource(groupDefinition, change.body)
  return changeGroup(provisioning, change, () => ({ values: given, members: settingTo(membersOf(given)) }))
}

/**
 * Changes a group as a PATCH says: what its members get or lose by that counts from the next request. Throws what the operations throw, and what
 * creating one does; `precondition_failed` when it is no longer the version of `If-Match`.
 */
export async function patchGroup(provisioning: Provisioning, change: GroupChange): Promise<void> {
  const operations = readOperations(change.body)
  return changeGroup(provisioning, change, (values) => applyGroupPatch(values, operations))
}

/** Ends a group, and what it gave to its members. */
export async function deleteGroup(
  provisioning: Provisioning,
  { id, preconditions }: Omit<GroupChange, 'body'>,
): Promise<void> {
  const target = { ...objectOf(id), attempt: 'end a provisioned group' }
  const { account, ctx } = provisioning
  await provision(provisioning, target, async (tx) => {
    const row = requireRow(await store.findGroup(tx, account.id, { id, withMembers: false }), id)
    requireVersion(String(row.version), preconditions)
    const members = await listAll(tx, account.id, row.id)
    const membershipIds = membershipsOf(members)
    const of = { accountId: account.id, groupId: row.id }
    const events = await changingGroups(tx, { accountId: account.id, membershipIds }, async () => {
      await store.deleteGroup(tx, account.id, row.id)
      await store.syncMemberships(tx, of, membershipIds)
    })
    await recordAudits(tx, ctx, account.id, [
      {
        action: 'scim_group.deleted',
        message: `The identity provider ended the group ${row.displayName}`,
        ...objectOf(row.id),
        info: {
          before: { display_name: row.displayName, external_id: row.externalId, members: members.length },
        },
      },
      ...events,
    ])
  })
}

async function changeGroup(
  provisioning: Provisioning,
  { id, preconditions }: GroupChange,
  change: (values: Values) => { values: Values; members: MemberChange },
): Promise<void> {
  const { account, ctx } = provisioning
  const target = { ...objectOf(id), attempt: 'change a provisioned group' }
  return provision(provisioning, target, async (tx) => {
    const row = requireRow(await store.findGroup(tx, account.id, { id, withMembers: false }), id)
    requireVersion(String(row.version), preconditions)
    const { displayName, externalId } = row
    const changed = change({ displayName, ...(externalId ? { externalId } : {}) })
    const after = contentOf(changed.values)
    const isRenamed = after.displayName !== displayName
    const members = await resolveMembers(tx, account.id, { id: row.id, change: changed.members })
    const isSame = !isRenamed && after.externalId === externalId
    if (isSame && members.added.length + members.removed.length === 0) return
    await requireFreeName(tx, account.id, after.displayName, row.id)
    await store.updateGroup(tx, account.id, row.id, after)
    const events = await settle(tx, account.id, { id: row.id, members, isRenamed })
    await recordAudits(tx, ctx, account.id, [
      {
        action: 'scim_group.updated',
        message: `The identity provider changed the group ${after.displayName}`,
        ...objectOf(row.id),
        info: {
          before: { display_name: displayName, external_id: externalId },
          after: { display_name: after.displayName, external_id: after.externalId },
          ...toldOf(members),
        },
      },
      ...events,
    ])
  })
}

type Members = { added: store.MemberRow[]; removed: store.MemberRow[] }

// Who really comes in and who really goes, of those whom a change names.
async function resolveMembers(
  tx: Tx,
  accountId: string,
  { id, change }: { id: string; change: MemberChange },
): Promise<Members> {
  const of = { accountId, groupId: id }
  const wanted = [...(change.only ?? change.added)]
  if (wanted.length > membersAtMost) throw tooManyMembers()
  const found = await store.listMembers(tx, of, wanted.filter(isUuid))
  if (found.length < wanted.length) {
    const known = new Set(found.map((one) => one.id))
    const missing = wanted.find((one) => !known.has(one)) ?? ''
    throw badRequest('invalid_value', `The member ${missing.slice(0, 100)} is no provisioned user.`)
  }
  if (change.only === null) {
    const removed = await store.listMembers(tx, of, [...change.removed].filter(isUuid))
    return { added: found.filter((one) => !one.isIn), removed: removed.filter((one) => one.isIn) }
  }
  const { only } = change
  const current = await listAll(tx, accountId, id)
  return { added: found.filter((one) => !one.isIn), removed: current.filter((one) => !only.has(one.id)) }
}

async function settle(
  tx: Tx,
  accountId: string,
  { id, members, isRenamed }: { id: string; members: Members; isRenamed: boolean },
) {
  const of = { accountId, groupId: id }
  const others = isRenamed ? await listAll(tx, accountId, id) : []
  const membershipIds = membershipsOf([...members.added, ...members.removed, ...others])
  return changingGroups(tx, { accountId, membershipIds }, async () => {
    await store.addMembers(
      tx,
      of,
      members.added.map((one) => one.id),
    )
    await store.removeMembers(
      tx,
      of,
      members.removed.map((one) => one.id),
    )
    await store.syncMemberships(tx, of, membershipIds)
  })
}

async function listAll(tx: Tx, accountId: string, groupId: string): Promise<store.MemberRow[]> {
  const rows = await store.listMembersOf(tx, accountId, { groupId, limit: membersAtMost + 1 })
  if (rows.length > membersAtMost) throw tooManyMembers()
  return rows
}

function membershipsOf(members: store.MemberRow[]): string[] {
  return [...new Set(members.flatMap(({ membershipId }) => membershipId ?? []))]
}

function settingTo(only: Set<string>): MemberChange {
  return { only, added: new Set(), removed: new Set() }
}

function contentOf(values: Values): { displayName: string; externalId: string | null } {
  const displayName = textOf(values, 'displayName')?.trim()
  if (!displayName) throw badRequest('invalid_value', 'A group has a displayName.')
  if (displayName.length > groupLength)
    throw badRequest('invalid_value', `A displayName has at most ${groupLength} characters.`)
  return { displayName, externalId: textOf(values, 'externalId') ?? null }
}

function toldOf({ added, removed }: Members) {
  const names = (members: store.MemberRow[]) => members.slice(0, namedAtMost).map(({ userName }) => userName)
  return {
    added: names(added),
    added_count: added.length,
    removed: names(removed),
    removed_count: removed.length,
  }
}

function objectOf(objectId: string) {
  return { objectTable: 'scim_group' as const, objectId }
}

async function requireFreeName(
  tx: Tx,
  accountId: string,
  displayName: string,
  ownId: string | null,
): Promise<void> {
  const holder = await store.findByDisplayName(tx, accountId, displayName)
  if (holder && holder !== ownId) throw taken(`The displayName ${displayName} is another group’s.`)
}

function requireRow(row: store.GroupRow | null, id: string): store.GroupRow {
  if (row) return row
  throw new AppError('not_found', 'scim_group_not_found', {
    message: `There is no group ${id.slice(0, 100)}.`,
  })
}

function tooManyMembers(): AppError {
  return badRequest(
    'too_many',
    `More than ${membersAtMost} members would change at once. Change the group in several requests, by PATCH.`,
  )
}

function resourceOfRow(row: store.GroupRow): ScimResource {
  const { displayName, externalId, members } = row
  const baseUrl = scimBaseUrl()
  return resourceOf(groupDefinition, baseUrl, {
    ...row,
    version: String(row.version),
    values: {
      ...(externalId ? { externalId } : {}),
      displayName,
      ...(members
        ? { members: members.map((one) => ({ ...one, $ref: `${baseUrl}/Users/${one.value}`, type: 'User' })) }
        : {}),
    },
  })
}
